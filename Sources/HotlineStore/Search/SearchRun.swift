internal import GRDB
internal import Hotline

/// One search while it is done: where its candidates come from, and which of them it takes.
///
/// Candidates come newest first, from the index or from a list that is known to hold all; what
/// an account may see and what was asked for is decided by SQL on each row, and words are looked
/// for in the texts themselves.
struct SearchRun {
    let filter: TicketFilter
    let actor: Actor
    let limit: Int
    /// Only tickets with a smaller number, and none below the first.
    private var before: Int64
    private let first: Int64

    /// How many tickets that the account sees but did not ask for are looked at for one page.
    static let rowsMax = 20_000
    /// How many texts are searched in vain for one page.
    static let textsMax = 2_000
    /// How many of the newest texts are searched for a single character before the index is asked.
    static let newestMax = 1_000
    /// How many events the index may be behind before their tickets are no longer looked at
    /// one by one.
    static let freshMax = 2_000

    private(set) var found: [(number: Int64, highlights: [Highlight])] = []
    private(set) var isFull = false
    /// The last ticket that the account sees and that was looked at.
    private(set) var last: Int64?
    private var rowsLeft = rowsMax
    private var textsLeft = textsMax
    private let question: SearchQuestion?

    private let newest: Int
    private let keys: KeyRing

    init(
        _ filter: TicketFilter,
        limit: Int,
        before: Int64,
        for actor: Actor,
        _ keys: KeyRing,
        newest: Int = newestMax
    ) {
        self.newest = newest
        self.keys = keys
        self.filter = filter
        self.actor = actor
        self.limit = limit
        // Numbers begin with the day of receipt: no other days are looked at.
        self.before = min(before, filter.to.map(Self.end) ?? .max)
        first = filter.from.map { TicketNumber(day: $0.day, count: 1).integer } ?? 0
        question = filter.words.map { SearchQuestion($0) }
    }

    /// The first number that cannot have been received before an instant.
    private static func end(_ instant: Instant) -> Int64 {
        let last = Instant(seconds: instant.seconds - 1).day
        return TicketNumber(day: last.advanced(by: 1), count: 1).integer
    }

    /// Whether the page ends before the list does.
    private(set) var hasMore = false

    mutating func run(_ db: Database) throws {
        if let question, question.match == nil, question.number == nil { return }
        if let callers = try filter.callerNumbers(db, keys, for: actor) {
            return try look(at: callers, db)
        }
        if let openState { return try look(atState: openState, db) }
        let index = try Int64.fetchOne(db, sql: "SELECT indexedTo FROM search.progress") ?? 0
        if question?.isOfSingles == true, try !lookAtNewest(after: index, db) { return }
        try lookAtAll(match(question?.match), after: index, db)
    }

    /// Looks for what is common where it soon is found: in the newest tickets.
    ///
    /// What is rare there begins few pairs, and the index finds it soon.
    ///
    /// - Returns: Whether the tickets before those are to be looked at.
    private mutating func lookAtNewest(after index: Int64, _ db: Database) throws -> Bool {
        textsLeft = newest
        try lookAtAll(match(nil), after: index, db)
        guard hasMore, textsLeft == 0, let last else { return false }
        (hasMore, textsLeft, before) = (false, Self.textsMax, last)
        return true
    }

    private mutating func lookAtAll(
        _ match: String?,
        after index: Int64,
        _ db: Database
    ) throws {
        guard let match, let fresh = try freshNumbers(after: index, db) else {
            return try lookAtTable(db)
        }
        try look(at: fresh, thenAt: match, db)
    }

    // MARK: Where candidates come from

    /// The index's expression for all that may fit, with these words; nil where that is everything.
    private func match(_ words: String?) -> String? {
        var terms: [String] = []
        if let term = SearchTerms.of(actor) { terms.append("\"\(term)\"") }
        if let kind = filter.kind { terms.append("\"\(SearchTerms.kind(kind.rawValue))\"") }
        if let matter = filter.matter {
            terms.append("\"\(SearchTerms.matter(matter.rawValue))\"")
        }
        if let unit = filter.unit { terms.append("\"\(SearchTerms.unit(unit.description))\"") }
        if let words { terms.append(words) }
        return terms.isEmpty ? nil : terms.joined(separator: " AND ")
    }

    /// The open state that is asked for, where fewer tickets are in it than else may fit.
    private var openState: TicketState? {
        guard question == nil, filter.unit == nil, !actor.isBoundToUnit else { return nil }
        return filter.state.flatMap { $0.isOpen ? $0 : nil }
    }

    /// Tickets that changed since the index was last added to; nil if those are too many.
    private func freshNumbers(after index: Int64, _ db: Database) throws -> [Int64]? {
        let request = SQLRequest<Int64>(
            literal: """
                SELECT ticket FROM event WHERE sequence > \(index) LIMIT \(Self.freshMax + 1)
                """,
            cached: true
        )
        var numbers = try request.fetchAll(db)
        if numbers.count > Self.freshMax {
            if question == nil { return nil }
            // Whoever looks for words may well wait for the index.
            numbers = []
        }
        if let number = question?.number { numbers.append(number) }
        return Set(numbers).filter { $0 >= first && $0 < before }.sorted(by: >)
    }

    // MARK: Looking at them

    private mutating func look(at numbers: [Int64], _ db: Database) throws {
        for number in numbers where number >= first && number < before {
            guard try take(number, db) else { return }
        }
    }

    private mutating func look(atState state: TicketState, _ db: Database) throws {
        try look(
            """
            SELECT t.number, (\(filter.condition)) IS TRUE FROM ticket t INDEXED BY ticketState
            WHERE t.state = \(state.rawValue) AND t.closedAt IS NULL
                AND t.number >= \(first) AND t.number < \(before) AND \(visible)
            ORDER BY t.number DESC
            """,
            db
        )
    }

    private mutating func lookAtTable(_ db: Database) throws {
        try look(
            """
            SELECT t.number, (\(filter.condition)) IS TRUE FROM ticket t
            WHERE t.number >= \(first) AND t.number < \(before) AND \(visible)
            ORDER BY t.number DESC
            """,
            db
        )
    }

    private mutating func look(at fresh: [Int64], thenAt match: String, _ db: Database) throws {
        var fresh = fresh[...]
        let request: SQL = """
            SELECT t.number, (\(filter.condition)) IS TRUE
            FROM search.pairs CROSS JOIN ticket t ON t.number = pairs.rowid
            WHERE pairs MATCH \(match) AND pairs.rowid >= \(first) AND pairs.rowid < \(before)
                AND \(visible) ORDER BY pairs.rowid DESC
            """
        let (sql, arguments) = try request.build(db)
        let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
        while let row = try rows.next() {
            let number: Int64 = row[0]
            let fits: Bool = row[1]
            while let first = fresh.first, first >= number {
                fresh.removeFirst()
                if first > number, try !take(first, db) { return }
            }
            guard try take(number, fits: fits, db) else { return }
        }
        try look(at: Array(fresh), db)
    }

    private mutating func look(_ request: SQL, _ db: Database) throws {
        let (sql, arguments) = try request.build(db)
        let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
        while let row = try rows.next() {
            guard try take(row[0], fits: row[1], db) else { return }
        }
    }

    private var visible: SQL { Visibility(actor).ticketCondition }

    /// Looks at one ticket of a list; false once that was enough.
    private mutating func take(_ number: Int64, _ db: Database) throws -> Bool {
        let request: SQL = """
            SELECT (\(filter.condition)) IS TRUE FROM ticket t
            WHERE t.number = \(number) AND \(visible)
            """
        let (sql, arguments) = try request.build(db)
        let statement = try db.cachedStatement(sql: sql)
        guard let fits = try Bool.fetchOne(statement, arguments: arguments) else { return true }
        return try take(number, fits: fits, db)
    }

    /// Takes a ticket that the account sees, if it fits; false once that was enough.
    private mutating func take(_ number: Int64, fits: Bool, _ db: Database) throws -> Bool {
        guard rowsLeft > 0, textsLeft > 0 else {
            hasMore = true
            return false
        }
        var highlights: [Highlight]? = []
        if fits, let question { highlights = try look(for: question, in: number, db) }
        if fits, let highlights {
            guard found.count < limit else {
                hasMore = true
                return false
            }
            found.append((number, highlights))
        } else if fits {
            textsLeft -= 1
        } else {
            rowsLeft -= 1
        }
        last = number
        return true
    }

    /// Where the words stand in a ticket; nil unless all of them do.
    private func look(
        for question: SearchQuestion,
        in number: Int64,
        _ db: Database
    ) throws -> [Highlight]? {
        if question.number == number { return [] }
        let texts = try texts(of: number, db)
        let hasAll = question.words.allSatisfy { word in
            texts.contains { $0.text.range(of: word) != nil }
        }
        guard hasAll, !question.words.isEmpty else { return nil }
        return texts.compactMap { Highlight(of: question.words, in: $0.text, field: $0.field) }
    }

    /// What the account may read of a ticket.
    private func texts(
        of number: Int64,
        _ db: Database
    ) throws -> [(field: String, text: FoldedText)] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT role, body FROM text WHERE ticket = ?1 AND role <> 'reason'
                    AND (role <> 'internal' OR ?2 IS NULL OR EXISTS (SELECT 1 FROM event e
                        WHERE e.ticket = ?1 AND e.body = text.id AND e.byUnit = ?2))
                UNION ALL SELECT 'externalNumber', externalNumber FROM ticket
                    WHERE number = ?1 AND externalNumber IS NOT NULL
                """
        )
        let unit = actor.isBoundToUnit ? actor.unit.description : nil
        let rows = try Row.fetchAll(statement, arguments: [number, unit])
        return rows.map { row in
            (Self.fields[row[0]] ?? row[0], FoldedText(row[1]))
        }
    }

    /// What a client calls each text.
    private static let fields = [
        "demand": "text", "accused": "accusedText", "body": "journal", "internal": "journal",
    ]
}
