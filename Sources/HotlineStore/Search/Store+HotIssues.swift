internal import GRDB
package import Hotline
internal import Synchronization

/// Many tickets about one thing in one place (热点诉求).
package struct HotIssue: Sendable {
    /// What the place is called, and its code: the township's, or else the county's.
    package let place: String
    package let division: String
    package let matter: String
    package let aspect: String
    /// How many tickets there are, merged ones too, and how many of them are open.
    package let tickets: Int
    package let open: Int
    /// Those that say nearly the same, the newest first, and what the newest says.
    package let alike: [TicketNumber]
    package let text: String
}

extension Store {
    /// From how many tickets on an issue is hot, and how many are listed.
    private static let hotLeast = 3
    private static let hotMax = 20
    /// How many tickets of an issue are compared with one another.
    private static let comparedMax = 40
    private static let alikeLeast = 0.2
    private static let alikeBucketBits = 14

    /// The places and matters with the most tickets since an instant, of those that the account
    /// sees.
    package func hotIssues(
        in division: DivisionCode,
        since: Instant,
        least: Int?,
        for actor: Actor
    ) throws -> [HotIssue] {
        let (from, to) = (division.description, division.description + "\u{10FFFF}")
        let first = TicketNumber(day: since.day, count: 1).integer
        let request: SQLRequest<Row> = """
            SELECT coalesce(t.township, t.county), max(t.placeName), t.matter, t.aspect, count(*),
                sum(t.closedAt IS NULL), group_concat(t.number)
            FROM ticket t
            WHERE t.number >= \(first) AND t.filedAt >= \(since.seconds)
                AND coalesce(t.township, t.county) BETWEEN \(from) AND \(to)
                AND \(Visibility(actor).ticketCondition)
            GROUP BY coalesce(t.township, t.county), t.matter, t.aspect
            HAVING count(*) >= \(least ?? Self.hotLeast)
            ORDER BY count(*) DESC, 1, 3, 4 LIMIT \(Self.hotMax)
            """
        return try read { db in
            try request.fetchAll(db).map { row in
                let list: String = row[6]
                let numbers = list.split(separator: ",").compactMap { Int64($0) }.sorted(by: >)
                let (alike, text) = try Self.alike(Array(numbers.prefix(Self.comparedMax)), db)
                return HotIssue(
                    place: row[1],
                    division: row[0],
                    matter: row[2],
                    aspect: row[3],
                    tickets: row[4],
                    open: row[5],
                    alike: try alike.map { try TicketNumber(column: $0) },
                    text: text
                )
            }
        }
    }

    /// The largest group among tickets whose texts are like that of one of them.
    private static func alike(
        _ numbers: [Int64],
        _ db: Database
    ) throws -> (numbers: [Int64], text: String) {
        let statement = try db.cachedStatement(
            sql: "SELECT body FROM text WHERE ticket = ? AND role = 'demand'"
        )
        var index = SimilarityIndex(bucketBits: alikeBucketBits)
        let texts = try numbers.map { number in
            let text = try String.fetchOne(statement, arguments: [number]) ?? ""
            let facts = SimilarityIndex.Facts(units: [""], filedAt: 0, isOpen: true)
            index.put(number, text: text, facts)
            return text
        }
        var best: [Int64] = []
        for text in texts {
            let matches = index.matches(
                for: text,
                limit: numbers.count,
                atLeast: alikeLeast,
                whereUnit: { _ in true }
            )
            if matches.count > best.count { best = matches.map(\.ticket).sorted(by: >) }
        }
        let newest = best.first.flatMap { numbers.firstIndex(of: $0) }
        return (best, newest.map { texts[$0] } ?? "")
    }
}
