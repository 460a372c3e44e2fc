internal import GRDB

/// Full text by pairs of characters (全文检索).
///
/// Most Chinese words have two characters, so texts are indexed as the pairs that stand in
/// them; a longer word must have all its pairs, and is then looked for in the text itself.
enum Search {
    /// How many words a question may have; more are not looked at.
    static let wordsMax = 8

    /// A condition on a row of `ticket` called `t`.
    static func condition(_ question: String) -> SQL {
        let words = question.split(whereSeparator: \.isWhitespace).prefix(wordsMax)
        let conditions = words.map { word -> SQL in
            guard let match = match(String(word)) else { return "FALSE" }
            return """
                t.number IN (
                    SELECT e.ticket FROM searchIndex
                    JOIN event e ON e.sequence = searchIndex.rowid
                    JOIN text x ON x.ticket = e.ticket
                    WHERE searchIndex MATCH \(match)
                        AND instr(lower(x.body), \(word.lowercased())) > 0)
                """
        }
        return conditions.isEmpty ? "FALSE" : conditions.joined(separator: " AND ")
    }

    /// The FTS5 expression for a word; nil if nothing in it is indexed.
    private static func match(_ word: String) -> String? {
        let runs = runs(of: word)
        let terms = runs.flatMap { run in
            run.count == 1 ? ["\"\(run[0])\" *"] : pairs(of: run).map { "\"\($0)\"" }
        }
        return terms.isEmpty ? nil : terms.joined(separator: " AND ")
    }

    /// What is indexed of a text: the pairs in it, and the last character of each run, so that
    /// every character begins a term.
    static func document(of text: String) -> String {
        var terms: Set<String> = []
        for run in runs(of: text) {
            terms.formUnion(pairs(of: run))
            if let last = run.last { terms.insert(String(last)) }
        }
        return terms.joined(separator: " ")
    }

    /// The stretches of letters and digits.
    private static func runs(of text: String) -> [[Character]] {
        text.lowercased().split { !($0.isLetter || $0.isNumber) }.map(Array.init)
    }

    private static func pairs(of run: [Character]) -> [String] {
        zip(run, run.dropFirst()).map { String([$0, $1]) }
    }
}

extension Ledger {
    /// Indexes the events after those that are indexed.
    ///
    /// - Returns: How many there were; as many as `limit` means that more may wait.
    func index(limit: Int) throws -> Int {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT e.sequence, group_concat(x.body, char(10)) FROM event e
                    LEFT JOIN text x ON x.ticket = e.ticket
                        AND x.id IN (e.body, json_extract(e.payload, '$.title'),
                            json_extract(e.payload, '$.accused'))
                    WHERE e.sequence > (SELECT indexedTo FROM searchProgress)
                    GROUP BY e.sequence ORDER BY e.sequence LIMIT ?
                    """
            ),
            arguments: [limit]
        )
        for row in rows {
            guard let text: String = row[1] else { continue }
            try database.cachedStatement(
                sql: "INSERT INTO searchIndex (rowid, pairs) VALUES (?, ?)"
            )
            .execute(arguments: [row[0] as Int64, Search.document(of: text)])
        }
        if let last: Int64 = rows.last?[0] {
            try database.execute(sql: "UPDATE searchProgress SET indexedTo = ?", arguments: [last])
        }
        return rows.count
    }
}

extension Store {
    /// The last event whose texts can be found.
    package func indexedTo() throws -> Int64 {
        try read { db in
            let statement = try db.cachedStatement(sql: "SELECT indexedTo FROM searchProgress")
            return try Int64.fetchOne(statement) ?? 0
        }
    }
}
