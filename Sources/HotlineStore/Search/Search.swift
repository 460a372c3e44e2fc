internal import GRDB

/// Full text as a part of other queries (全文检索).
enum Search {
    /// How many words a question may have; more are not looked at.
    static let wordsMax = 8

    /// What a text is compared by, as a function of SQL.
    static let folded = DatabaseFunction("folded", argumentCount: 1, pure: true) { values in
        String.fromDatabaseValue(values[0]).map(CharacterPairs.folded)
    }

    /// A condition on a row of `ticket` called `t`.
    ///
    /// The index knows pairs of characters: a longer word must have all its pairs, and is then
    /// looked for in the text itself.
    static func condition(_ question: String) -> SQL {
        let words = question.split(whereSeparator: \.isWhitespace).prefix(wordsMax)
        let conditions = words.map { word -> SQL in
            guard let match = CharacterPairs(String(word)).match else { return "FALSE" }
            return """
                t.number IN (
                    SELECT e.ticket FROM search.pairs
                    JOIN event e ON e.sequence = pairs.rowid
                    JOIN text x ON x.ticket = e.ticket
                    WHERE pairs MATCH \(match)
                        AND instr(folded(x.body), \(CharacterPairs.folded(String(word)))) > 0)
                """
        }
        return conditions.isEmpty ? "FALSE" : conditions.joined(separator: " AND ")
    }
}
