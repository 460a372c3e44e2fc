internal import GRDB
internal import Hotline
internal import HotlineDuties

/// A duty as a row of `duty`.
enum DutyRow {
    static let table = Table.ofRegister(
        "duty",
        keyCount: 1,
        columns: [
            "id", "rule", "kind", "name", "unit", "receiver",
            "household", "caseID", "period", "opensAt", "due",
            "workingDay", "yellowAt", "basis", "grade", "note", "calendar", "isProvisional",
            "state", "missedAt", "firstHandedInAt", "handedInAt", "decidedAt", "sentBacks",
            "revision", "attentionAt",
        ]
    )

    static let selection = table.columns.map { "d.\($0)" }.joined(separator: ", ")

    static func values(of duty: Duty) -> [DatabaseValue] {
        [
            duty.id.databaseValue,
            duty.rule.databaseValue,
            duty.kind.rawValue.databaseValue,
            duty.name.databaseValue,
            duty.unit.description.databaseValue,
            duty.to.description.databaseValue,
            duty.household.databaseValue,
            duty.caseID.databaseValue,
            duty.period.description.databaseValue,
            duty.opensAt.column,
            duty.due.column,
            (duty.workingDay?.number).databaseValue,
            duty.yellowAt.column,
            duty.basis.databaseValue,
            duty.grade.rawValue.databaseValue,
            duty.note.databaseValue,
            duty.calendar.databaseValue,
            duty.isProvisional.databaseValue,
            duty.state.rawValue.databaseValue,
            duty.missedAt.column,
            duty.firstHandedInAt.column,
            duty.handedInAt.column,
            duty.decidedAt.column,
            duty.sentBacks.databaseValue,
            duty.revision.databaseValue,
            duty.attentionAt.column,
        ]
    }

    static func duty(_ row: Row) throws -> Duty {
        var reader = Reader(row)
        return Duty(
            id: try reader.integer(),
            rule: try reader.text(),
            kind: try reader.code(DutyKind.self),
            name: try reader.text(),
            unit: try reader.read(UnitID.self),
            to: try reader.read(UnitID.self),
            household: reader.optionalInteger(),
            caseID: reader.optionalInteger(),
            period: try reader.read(DutyPeriod.self),
            opensAt: try reader.instant(),
            due: try reader.instant(),
            workingDay: reader.optionalInteger().map { Day(number: Int($0)) },
            yellowAt: try reader.instant(),
            basis: try reader.text(),
            grade: try reader.code(Grade.self),
            note: reader.optionalText(),
            calendar: try reader.text(),
            isProvisional: try reader.flag(),
            state: try reader.code(DutyState.self),
            missedAt: reader.optionalInstant(),
            firstHandedInAt: reader.optionalInstant(),
            handedInAt: reader.optionalInstant(),
            decidedAt: reader.optionalInstant(),
            sentBacks: try reader.count(),
            revision: try reader.count()
        )
    }

    static func find(_ id: Int64, _ db: Database) throws -> Duty? {
        let statement = try db.cachedStatement(
            sql: "SELECT \(selection) FROM duty d WHERE d.id = ?"
        )
        return try Row.fetchOne(statement, arguments: [id]).map(duty)
    }

    /// The first that a unit owes of a kind for a period.
    static func find(
        _ kind: DutyKind,
        unit: UnitID,
        period: DutyPeriod,
        _ db: Database
    ) throws -> Duty? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(selection) FROM duty d WHERE d.period = ? AND d.unit = ? AND d.kind = ?
                ORDER BY d.id
                """
        )
        let arguments: StatementArguments = [
            period.description, unit.description, kind.rawValue,
        ]
        return try Row.fetchOne(statement, arguments: arguments).map(duty)
    }

    /// The one that a unit owes by a rule for a period, whatever it owes for households besides.
    static func find(
        rule: String,
        unit: UnitID,
        period: DutyPeriod,
        _ db: Database
    ) throws -> Duty? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(selection) FROM duty d WHERE d.rule = ? AND d.unit = ? AND d.period = ?
                    AND d.household IS NULL
                """
        )
        let arguments: StatementArguments = [rule, unit.description, period.description]
        return try Row.fetchOne(statement, arguments: arguments).map(duty)
    }
}

/// Since when a rule binds a unit, as a row of `dutyBound`.
enum DutyBoundRow {
    static let table = Table.ofRegister(
        "dutyBound",
        keyCount: 2,
        columns: ["rule", "unit", "since"]
    )
}

/// What somebody wrote of a duty, as a row of `dutyText`.
enum DutyTextRow {
    static let table = Table.ofRegister(
        "dutyText",
        keyCount: 1,
        columns: ["sequence", "duty", "body"]
    )

    /// What the text is bound to.
    static func place(_ sequence: Int64) -> String { "dutyText \(sequence)" }
}
