internal import Foundation
internal import GRDB
package import Hotline
package import HotlineDuties

/// How far a batch of payments has come (批次状态).
package enum PaymentState: String, CaseIterable, Sendable {
    /// 待确认
    case entered
    /// 已确认
    case confirmed
    /// 已作废
    case withdrawn
}

/// A batch of payments (发放批次), as it is kept.
package struct PaymentBatch: Sendable {
    package let id: Int64
    package let county: DivisionCode
    package let programme: PaymentProgramme
    package let month: PaymentMonth
    package internal(set) var state: PaymentState
    package let isWhole: Bool
    let digest: String
    package let totals: PaymentTotals
    package let dueOn: Day
    package let measure: PaymentMeasure
    package let enteredAt: Instant
    package let enteredBy: String
    package internal(set) var decidedAt: Instant?
    package internal(set) var decidedBy: String?
    var reason: Data?

    /// Whether any of it came after the day by which it was due.
    package var isLate: Bool { totals.lateLines > 0 }

    static let selection = PaymentTables.batch.columns.map { "b.\($0)" }.joined(separator: ", ")

    init(_ id: Int64, _ ready: ReadyPayments, by actor: Actor, at now: Instant) {
        self.id = id
        county = ready.head.county
        programme = ready.head.programme
        month = ready.head.month
        state = .entered
        isWhole = ready.isWhole
        digest = ready.digest
        totals = ready.totals
        dueOn = ready.due.day
        measure = ready.measure
        enteredAt = now
        enteredBy = actor.account
    }

    init(_ row: Row) throws {
        var reader = Reader(row)
        id = try reader.integer()
        county = try reader.read(DivisionCode.self)
        programme = try reader.code(PaymentProgramme.self)
        month = try reader.read(PaymentMonth.self)
        state = try reader.code(PaymentState.self)
        isWhole = try reader.flag()
        digest = try reader.text()
        var totals = PaymentTotals()
        totals.lines = try reader.count()
        totals.persons = try reader.count()
        totals.amount = Fen(try reader.integer())
        totals.backPersons = try reader.count()
        totals.back = Fen(try reader.integer())
        totals.lateLines = try reader.count()
        totals.firstPaidOn = Day(number: try reader.count())
        totals.lastPaidOn = Day(number: try reader.count())
        self.totals = totals
        dueOn = Day(number: try reader.count())
        measure = PaymentMeasure(
            rosterOn: reader.optionalDay(),
            households: try reader.count(),
            standard: reader.optionalInteger().map { Fen($0) }
        )
        enteredAt = try reader.instant()
        enteredBy = try reader.text()
        decidedAt = reader.optionalInstant()
        decidedBy = reader.optionalText()
        reason = row["reason"]
    }

    var values: [DatabaseValue] {
        [
            id.databaseValue, county.description.databaseValue, programme.rawValue.databaseValue,
            month.description.databaseValue, state.rawValue.databaseValue,
            isWhole.databaseValue, digest.databaseValue, totals.lines.databaseValue,
            totals.persons.databaseValue, totals.amount.count.databaseValue,
            totals.backPersons.databaseValue, totals.back.count.databaseValue,
            totals.lateLines.databaseValue, (totals.firstPaidOn?.number).databaseValue,
            (totals.lastPaidOn?.number).databaseValue, dueOn.number.databaseValue,
            measure.rosterOn.column, measure.households.databaseValue,
            (measure.standard?.count).databaseValue,
            enteredAt.column, enteredBy.databaseValue, decidedAt.column, decidedBy.databaseValue,
            reason.databaseValue,
        ]
    }

    /// What the reason of its end is bound to.
    static let reasonPlace = "payment batch reason"
}

/// A batch with what stands beside it for whoever reads it.
package struct PaymentBatchView: Sendable {
    package let batch: PaymentBatch
    /// How many things there are to look at, by kind; none that is for managers alone.
    package let findings: [PaymentFinding.Kind: Int]
    package let reason: String?
}

/// A line of a batch, masked.
package struct PaymentLineView: Sendable {
    package let batch: Int64
    package let line: Int
    package let month: PaymentMonth
    package let programme: PaymentProgramme
    package let county: DivisionCode
    package let payee: Payee
    package let township: DivisionCode?
    package let person: MaskedPerson
    package let persons: Int
    package let amount: Fen
    package let sort: PaymentSort
    package let paidOn: Day
    package let isLate: Bool
}

/// A finding, with the masked person whom it is about.
package struct PaymentFindingView: Sendable {
    package let id: Int64
    package let finding: PaymentFinding
    package let person: MaskedPerson?
    package let amount: Fen?
}

// MARK: - Whose registers

extension Actor {
    /// The divisions whose payments the account may see, as a range of codes.
    ///
    /// All that begin with its own: so townships and villages see none.
    var registerRange: (from: String, to: String)? {
        registerScope.map { ($0.description, $0.description + "\u{10FFFF}") }
    }

    /// Whether the account may see what is kept of a county or city.
    package func seesRegister(of division: DivisionCode) -> Bool {
        registerScope?.contains(division) == true
    }

    /// Whether the account works at the civil affairs of exactly that division (民政局经办).
    package func keepsBooks(of division: DivisionCode) -> Bool {
        (role == .handler || role == .manager)
            && unit == UnitKind.civilAffairs.id(in: division)
    }
}
