internal import Foundation
internal import GRDB
package import Hotline
package import HotlineDuties

/// A movement of money as it was written down (资金流水).
package struct FundEntry: Sendable {
    package let movement: FundMovement
    package let enteredAt: Instant
    package let enteredBy: String
    let enteredUnit: String
    package let note: String?
    package var isCancelled: Bool
    /// Whether it was reckoned from confirmed payments, and written down by nobody.
    package let isReckoned: Bool
}

/// A movement that somebody writes down.
package struct NewFundMovement: Sendable {
    package let programme: PaymentProgramme
    package let month: PaymentMonth
    package let step: FundStep
    package let from: UnitID?
    package let to: UnitID?
    package let amount: Fen
    package let on: Day
    package let note: String?

    package init(
        programme: PaymentProgramme,
        month: PaymentMonth,
        step: FundStep,
        from: UnitID?,
        to: UnitID?,
        amount: Fen,
        on: Day,
        note: String?
    ) {
        self.programme = programme
        self.month = month
        self.step = step
        self.from = from
        self.to = to
        self.amount = amount
        self.on = on
        self.note = note
    }
}

extension FundEntry {
    static let selection = """
        id, programme, month, step, fromUnit, toUnit, amount, movedOn, enteredAt, enteredBy,
        enteredUnit, note, cancelledAt
        """
    static let notePlace = "fund movement note"

    init(_ row: Row, _ keys: KeyRing, _ db: Database) throws {
        var reader = Reader(row)
        let id = try reader.integer()
        movement = FundMovement(
            id: id,
            programme: try reader.code(PaymentProgramme.self),
            month: try reader.read(PaymentMonth.self),
            step: try reader.code(FundStep.self),
            from: try reader.optional(UnitID.self),
            to: try reader.optional(UnitID.self),
            amount: Fen(try reader.integer()),
            on: Day(number: try reader.count())
        )
        enteredAt = try reader.instant()
        enteredBy = try reader.text()
        enteredUnit = try reader.text()
        let key = try DataKey.find(.register(.fund(id)), keys, db)
        note = try (row["note"] as Data?).flatMap { try key?.open($0, in: Self.notePlace) }
        isCancelled = row["cancelledAt"] != nil
        isReckoned = false
    }
}

extension Ledger {
    /// Writes down that money moved.
    ///
    /// Who keeps the books of the unit that gave it, or that received it, may.
    package func enter(
        _ new: NewFundMovement,
        by actor: Actor,
        at now: Instant
    ) throws -> FundEntry {
        let mine = [new.from, new.to].compactMap { $0 }.contains(actor.unit)
        guard actor.keepsBooks(of: actor.unit.division), mine else {
            throw PaymentRefusal.notPermitted
        }
        let id = try nextPaymentID("fundMovement")
        let key = try registerKey(.fund(id))
        let sealed = new.note.map { key.seal($0, in: FundEntry.notePlace) }
        let values: [DatabaseValue] = [
            id.databaseValue, new.programme.rawValue.databaseValue,
            new.month.description.databaseValue, new.step.rawValue.databaseValue,
            (new.from?.description).databaseValue, (new.to?.description).databaseValue,
            new.amount.count.databaseValue, new.on.number.databaseValue, now.column,
            actor.account.databaseValue, actor.unit.description.databaseValue,
            sealed.databaseValue, .null, .null,
        ]
        try record(
            [.put(PaymentTables.fundMovement, values)],
            of: "fund \(id)",
            "enterFund",
            by: actor,
            at: now
        )
        return try entry(id)
    }

    private func entry(_ id: Int64) throws -> FundEntry {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT \(FundEntry.selection) FROM fundMovement WHERE id = ?",
            arguments: [id]
        )
        guard let row else { throw Refusal.notThere }
        return try FundEntry(row, keys, database)
    }

    /// Takes a movement back that was written down wrongly; it stays there to be read.
    package func cancelFund(
        _ id: Int64,
        reason: String,
        by actor: Actor,
        at now: Instant
    ) throws -> FundEntry {
        let entry = try entry(id)
        let units = [entry.movement.from, entry.movement.to].compactMap { $0 }
        guard units.contains(where: { actor.seesRegister(of: $0.division) }) else {
            throw Refusal.notThere
        }
        guard entry.enteredUnit == actor.unit.description else { throw PaymentRefusal.notPermitted }
        guard !entry.isCancelled else { throw Refusal.againstRule("这笔流水已取消。") }
        let key = try registerKey(.fund(id))
        let note = [entry.note, "取消：\(reason)"].compactMap { $0 }.joined(separator: "；")
        let movement = entry.movement
        let values: [DatabaseValue] = [
            id.databaseValue, movement.programme.rawValue.databaseValue,
            movement.month.description.databaseValue, movement.step.rawValue.databaseValue,
            (movement.from?.description).databaseValue,
            (movement.to?.description).databaseValue, movement.amount.count.databaseValue,
            movement.on.number.databaseValue, entry.enteredAt.column,
            entry.enteredBy.databaseValue, entry.enteredUnit.databaseValue,
            key.seal(note, in: FundEntry.notePlace).databaseValue, now.column,
            actor.account.databaseValue,
        ]
        try record(
            [.put(PaymentTables.fundMovement, values)],
            of: "fund \(id)",
            "cancelFund",
            by: actor,
            at: now
        )
        return try self.entry(id)
    }

    /// Lets the unit that a sign is about see it (放行).
    package func release(
        _ sign: FundSign,
        by actor: Actor,
        at now: Instant
    ) throws {
        guard actor.sees(unreleased: sign.unit) else { throw Refusal.notThere }
        let known = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM signRelease WHERE sign = ?)",
            arguments: [sign.key]
        )
        guard known != true else { throw Refusal.againstRule("这条疑点已放行。") }
        let values: [DatabaseValue] = [
            sign.key.databaseValue, now.column, actor.account.databaseValue,
        ]
        try record(
            [.put(PaymentTables.signRelease, values)],
            of: "sign",
            "releaseSign",
            by: actor,
            at: now
        )
    }
}

extension Actor {
    /// Whether the account sees signs about a unit that nobody has released: a manager above it,
    /// and never one who works there or below.
    package func sees(unreleased unit: UnitID) -> Bool {
        role == .manager && seesRegister(of: unit.division) && !chain.contains(unit)
    }
}

// MARK: - Reading

/// What was asked of the funds' way.
package struct FundQuestion: Sendable {
    package let division: DivisionCode
    package let programme: PaymentProgramme?
    package let from: PaymentMonth
    package let to: PaymentMonth

    package init(
        division: DivisionCode,
        programme: PaymentProgramme?,
        from: PaymentMonth,
        to: PaymentMonth
    ) {
        self.division = division
        self.programme = programme
        self.from = from
        self.to = to
    }
}

extension Store {
    /// How many movements one answer tells of.
    package static let movementsMax = 5_000

    /// The movements of money in a division: those that were written down, and what confirmed
    /// payments paid out.
    package func funds(_ question: FundQuestion, for actor: Actor) throws -> [FundEntry]? {
        guard actor.seesRegister(of: question.division) else { return nil }
        let (from, to) = (
            question.division.description, question.division.description + "\u{10FFFF}"
        )
        let programme: SQL =
            question.programme.map { "programme = \($0.rawValue)" } ?? "TRUE"
        let months: SQL =
            "month BETWEEN \(question.from.description) AND \(question.to.description)"
        let written: SQLRequest<Row> = """
            SELECT \(sql: FundEntry.selection) FROM fundMovement
            WHERE \(months) AND \(programme)
                AND (fromUnit BETWEEN \(from) AND \(to) OR toUnit BETWEEN \(from) AND \(to))
            ORDER BY movedOn, id LIMIT \(Self.movementsMax)
            """
        let paid: SQLRequest<Row> = """
            SELECT b.county, b.programme, b.month, d.paidOn, sum(d.amount), max(b.decidedAt),
                max(b.decidedBy)
            FROM paymentBatch b JOIN paymentDay d ON d.batch = b.id
            WHERE b.\(months) AND \(programme) AND b.state = 'confirmed'
                AND b.county BETWEEN \(from) AND \(to)
            GROUP BY b.county, b.programme, b.month, d.paidOn LIMIT \(Self.movementsMax)
            """
        return try read { db in
            let entries = try written.fetchAll(db).map { try FundEntry($0, keys, db) }
            let payments = try paid.fetchAll(db).map(FundEntry.init(paid:))
            return (entries + payments).sorted { one, other in
                (one.movement.on, one.movement.id) < (other.movement.on, other.movement.id)
            }
        }
    }

    /// The findings of batches that are for managers, as signs.
    package func batchSigns(
        in division: DivisionCode,
        rules: PaymentRules
    ) throws -> [FundSign] {
        let kinds = PaymentFinding.Kind.allCases.filter(\.isForManager).map(\.rawValue)
        let (from, to) = (division.description, division.description + "\u{10FFFF}")
        let request: SQLRequest<Row> = """
            SELECT b.id, b.county, b.programme, f.kind, min(b.firstPaidOn), sum(f.count)
            FROM paymentFinding f JOIN paymentBatch b ON b.id = f.batch
            WHERE f.kind IN \(kinds) AND b.state != 'withdrawn'
                AND b.county BETWEEN \(from) AND \(to)
            GROUP BY b.id, f.kind ORDER BY b.id DESC LIMIT \(Self.movementsMax)
            """
        return try read { db in
            try request.fetchAll(db).compactMap { row -> FundSign? in
                var reader = Reader(row)
                let batch = try reader.integer()
                let county = try reader.read(DivisionCode.self)
                let programme = try reader.code(PaymentProgramme.self)
                let kind = try reader.code(PaymentFinding.Kind.self)
                guard let rule = rules.rule(for: kind) else { return nil }
                return FundSign(
                    rule: rule,
                    unit: UnitKind.civilAffairs.id(in: county),
                    programme: programme,
                    on: Day(number: try reader.count()),
                    amount: nil,
                    count: try reader.count(),
                    batch: batch
                )
            }
        }
    }

    /// When signs were released, by what they are known by.
    package func signReleases() throws -> [String: Instant] {
        try read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT sign, releasedAt FROM signRelease")
            return Dictionary(
                rows.map { ($0[0] as String, Instant(seconds: $0[1])) },
                uniquingKeysWith: { first, _ in first }
            )
        }
    }
}

extension PaymentRules {
    fileprivate func rule(for kind: PaymentFinding.Kind) -> SignRule? {
        signs.first { rule in
            switch rule.test {
            case .sharedAccount: kind == .sharedAccount
            case .roundSums: kind == .roundSums
            case .heldDays, .neverPassedOn, .paidBeyondFunds: false
            }
        }
    }
}

extension FundEntry {
    /// What a county paid out on a day, by its confirmed batches.
    fileprivate init(paid row: Row) throws {
        var reader = Reader(row)
        let county = try reader.read(DivisionCode.self)
        movement = FundMovement(
            id: 0,
            programme: try reader.code(PaymentProgramme.self),
            month: try reader.read(PaymentMonth.self),
            step: .paid,
            from: UnitKind.civilAffairs.id(in: county),
            to: nil,
            amount: Fen(row[4]),
            on: Day(number: row[3])
        )
        enteredAt = Instant(seconds: row[5])
        enteredBy = row[6]
        enteredUnit = ""
        note = nil
        isCancelled = false
        isReckoned = true
    }
}
