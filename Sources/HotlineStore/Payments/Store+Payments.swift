internal import Foundation
internal import GRDB
package import Hotline
internal import HotlineCare
package import HotlineDuties

/// What was asked of the batches (批次查询).
package struct PaymentQuestion: Sendable {
    package var county: DivisionCode?
    package var programme: PaymentProgramme?
    package var month: PaymentMonth?
    package var state: PaymentState?

    package init() {}
}

extension Store {
    /// The findings that are for everybody, as a condition.
    static let findingsForAll: String = {
        let kinds = PaymentFinding.Kind.allCases.filter { !$0.isForManager }
        return "kind IN (\(kinds.map { "'\($0.rawValue)'" }.joined(separator: ", ")))"
    }()

    /// The batches that an account may see, the newest first.
    package func paymentBatches(
        _ question: PaymentQuestion,
        limit: Int,
        after cursor: String?,
        for actor: Actor
    ) throws -> (items: [PaymentBatchView], next: String?) {
        guard let range = actor.registerRange else { return ([], nil) }
        let before = try Cursor.pair(cursor)?.0 ?? .max
        var conditions: [SQL] = [
            "b.county BETWEEN \(range.from) AND \(range.to)", "b.id < \(before)",
        ]
        if let county = question.county {
            let (from, to) = (county.description, county.description + "\u{10FFFF}")
            conditions.append("b.county BETWEEN \(from) AND \(to)")
        }
        if let programme = question.programme {
            conditions.append("b.programme = \(programme.rawValue)")
        }
        if let month = question.month { conditions.append("b.month = \(month.description)") }
        if let state = question.state { conditions.append("b.state = \(state.rawValue)") }
        let request: SQLRequest<Row> = """
            SELECT \(sql: PaymentBatch.selection) FROM paymentBatch b
            WHERE \(conditions.joined(operator: .and)) ORDER BY b.id DESC LIMIT \(limit + 1)
            """
        return try read { db in
            let batches = try request.fetchAll(db).map(PaymentBatch.init)
            let items = try batches.prefix(limit).map { try Self.view(of: $0, keys, db) }
            let last = batches.count > limit ? items.last?.batch.id : nil
            return (items, last.map { Cursor.text($0, 0) })
        }
    }

    package func paymentBatch(_ id: Int64, for actor: Actor) throws -> PaymentBatchView? {
        try read { db in
            try Self.batch(id, for: actor, db).map { try Self.view(of: $0, keys, db) }
        }
    }

    static func batch(_ id: Int64, for actor: Actor, _ db: Database) throws -> PaymentBatch? {
        guard let range = actor.registerRange else { return nil }
        let request: SQLRequest<Row> = """
            SELECT \(sql: PaymentBatch.selection) FROM paymentBatch b
            WHERE b.id = \(id) AND b.county BETWEEN \(range.from) AND \(range.to)
            """
        return try request.fetchOne(db).map(PaymentBatch.init)
    }

    static func view(
        of batch: PaymentBatch,
        _ keys: KeyRing,
        _ db: Database
    ) throws -> PaymentBatchView {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT kind, count(*) FROM paymentFinding
                WHERE batch = ? AND \(findingsForAll) GROUP BY kind
                """,
            arguments: [batch.id]
        )
        var findings: [PaymentFinding.Kind: Int] = [:]
        for row in rows {
            if let kind = PaymentFinding.Kind(rawValue: row[0]) { findings[kind] = row[1] }
        }
        let key = try DataKey.find(.register(.batch(batch.id)), keys, db)
        let reason = try batch.reason.flatMap {
            try key?.open($0, in: PaymentBatch.reasonPlace)
        }
        return PaymentBatchView(batch: batch, findings: findings, reason: reason)
    }

    // MARK: Lines

    static let lineSelection = """
        l.batch, l.line, b.month, b.programme, b.county, l.payee, l.township, l.persons,
        l.amount, l.sort, l.paidOn, l.isLate, l.sealed
        """

    /// The lines of a batch, in the order of the file; only those that are late, if asked.
    package func paymentLines(
        of batch: Int64,
        onlyLate: Bool,
        limit: Int,
        after cursor: String?,
        for actor: Actor
    ) throws -> (items: [PaymentLineView], next: String?)? {
        let after = try Cursor.pair(cursor)?.0 ?? 0
        return try read { db in
            guard try Self.batch(batch, for: actor, db) != nil else { return nil }
            let late: SQL = onlyLate ? "l.isLate = 1" : "TRUE"
            let request: SQLRequest<Row> = """
                SELECT \(sql: Self.lineSelection)
                FROM paymentLine l JOIN paymentBatch b ON b.id = l.batch
                WHERE l.batch = \(batch) AND l.line > \(after) AND \(late)
                ORDER BY l.line LIMIT \(limit + 1)
                """
            let rows = try request.fetchAll(db)
            var opener = LineOpener(keys, db)
            let items = try rows.prefix(limit).map { try opener.view($0) }
            let last = rows.count > limit ? items.last.map { Int64($0.line) } : nil
            return (items, last.map { Cursor.text($0, 0) })
        }
    }

    /// How many lines are told of one person.
    private static let linesOfPersonMax = 60

    /// What a person was paid, the latest first: of the batches that stand.
    package func paymentLines(
        of person: PersonKey,
        for actor: Actor
    ) throws -> [PaymentLineView] {
        guard let range = actor.registerRange else { return [] }
        let request: SQLRequest<Row> = """
            SELECT \(sql: Self.lineSelection)
            FROM paymentLine l JOIN paymentBatch b ON b.id = l.batch
            WHERE l.person = \(Data(person.bytes)) AND b.state != 'withdrawn'
                AND b.county BETWEEN \(range.from) AND \(range.to)
            ORDER BY l.paidOn DESC, l.batch DESC LIMIT \(Self.linesOfPersonMax)
            """
        return try read { db in
            var opener = LineOpener(keys, db)
            return try request.fetchAll(db).map { try opener.view($0) }
        }
    }

    // MARK: Findings

    /// What to look at in a batch, in the order of the file; nothing that is for managers alone.
    package func paymentFindings(
        of batch: Int64,
        limit: Int,
        after cursor: String?,
        for actor: Actor
    ) throws -> (items: [PaymentFindingView], next: String?)? {
        let after = try Cursor.pair(cursor)?.0 ?? 0
        return try read { db in
            guard try Self.batch(batch, for: actor, db) != nil else { return nil }
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT f.id, f.kind, f.line, f.person, f.expected, f.count, l.sealed,
                        l.amount
                    FROM paymentFinding f
                    LEFT JOIN paymentLine l ON l.batch = f.batch AND l.line = f.line
                    WHERE f.batch = ? AND f.id > ? AND f.\(Self.findingsForAll)
                    ORDER BY f.id LIMIT ?
                    """,
                arguments: [batch, after, limit + 1]
            )
            var opener = LineOpener(keys, db)
            let items = try rows.prefix(limit).map { row in
                try opener.finding(row, of: batch)
            }
            let last = rows.count > limit ? items.last?.id : nil
            return (items, last.map { Cursor.text($0, 0) })
        }
    }

    // MARK: What payments are checked by

    /// What was regularly paid to whom for a month and programme, by batches that stand.
    func paidAlready(_ head: PaymentHead) throws -> [PersonKey: Fen] {
        try read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT l.person, l.amount
                    FROM paymentBatch b JOIN paymentLine l ON l.batch = b.id
                    WHERE b.county = ? AND b.programme = ? AND b.month = ?
                        AND b.state != 'withdrawn' AND l.sort = 'regular'
                    """,
                arguments: [
                    head.county.description, head.programme.rawValue, head.month.description,
                ]
            )
            var paid: [PersonKey: Fen] = [:]
            while let row = try rows.next() {
                let person = PersonKey(Array(row[0] as Data))
                paid[person] = (paid[person] ?? Fen(0)) + Fen(row[1])
            }
            return paid
        }
    }
}

/// Opens what is sealed in lines, with the key of each batch found once.
struct LineOpener {
    private let keys: KeyRing
    private let database: Database
    private var found: [RegisterKey: DataKey?] = [:]

    init(_ keys: KeyRing, _ database: Database) {
        self.keys = keys
        self.database = database
    }

    private mutating func key(_ record: RegisterKey) throws -> DataKey? {
        if let known = found[record] { return known }
        let key = try DataKey.find(.register(record), keys, database)
        found[record] = .some(key)
        return key
    }

    /// The person in a line, masked; words for it where the key was destroyed.
    mutating func person(_ sealed: Data, batch: Int64, line: Int) throws -> MaskedPerson {
        guard let key = try key(.batch(batch)) else {
            return MaskedPerson(name: "（已销毁）", idNumber: "", account: "")
        }
        let place = SealedPerson.place(ofLine: line)
        return try SealedPerson(key.open(sealed, in: place)).masked
    }

    mutating func view(_ row: Row) throws -> PaymentLineView {
        var reader = Reader(row)
        let batch = try reader.integer()
        let line = try reader.count()
        return PaymentLineView(
            batch: batch,
            line: line,
            month: try reader.read(PaymentMonth.self),
            programme: try reader.code(PaymentProgramme.self),
            county: try reader.read(DivisionCode.self),
            payee: try reader.code(Payee.self),
            township: try reader.optional(DivisionCode.self),
            person: try person(row["sealed"], batch: batch, line: line),
            persons: try reader.count(),
            amount: Fen(try reader.integer()),
            sort: try reader.code(PaymentSort.self),
            paidOn: Day(number: try reader.count()),
            isLate: try reader.flag()
        )
    }

    mutating func finding(_ row: Row, of batch: Int64) throws -> PaymentFindingView {
        guard let kind = PaymentFinding.Kind(rawValue: row[1]) else {
            throw BrokenRow("\(row)")
        }
        let line: Int? = row[2]
        let key = (row[3] as Data?).map { PersonKey(Array($0)) }
        let finding = PaymentFinding(
            kind,
            line: line,
            person: key,
            expected: (row[4] as Int64?).map { Fen($0) },
            count: row[5]
        )
        let person: MaskedPerson? =
            if let line, let sealed = row[6] as Data? {
                try self.person(sealed, batch: batch, line: line)
            } else {
                try key.flatMap { try recipient($0) }
            }
        return PaymentFindingView(
            id: row[0],
            finding: finding,
            person: person,
            amount: (row[7] as Int64?).map { Fen($0) }
        )
    }

    /// Somebody without a line, by the roster.
    private func recipient(_ person: PersonKey) throws -> MaskedPerson? {
        let reading = RosterReading(database: database, keys: keys)
        guard let id = try reading.person(lookup: Data(person.bytes)),
            let details = try reading.details(of: id)?.details
        else { return nil }
        let number = details.idNumber.description
        return SealedPerson(name: details.name, idNumber: number, account: "").masked
    }
}
