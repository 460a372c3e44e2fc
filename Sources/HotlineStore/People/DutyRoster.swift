internal import GRDB
package import Hotline

/// Who is on duty at a unit and when (值班表), and the phone that is answered there.
package struct DutyRoster: Sendable {
    package var phone: String?
    package var shifts: [Shift]

    package init(phone: String?, shifts: [Shift]) {
        self.phone = phone
        self.shifts = shifts
    }

    package struct Shift: Hashable, Sendable {
        package let account: String
        package let starts: Instant
        package let ends: Instant

        package init(account: String, starts: Instant, ends: Instant) {
            self.account = account
            self.starts = starts
            self.ends = ends
        }
    }

    /// Most shifts that a roster holds.
    package static let shiftsMax = 400
}

extension Ledger {
    /// Puts a roster in the place of the one before.
    package func replaceDuty(of unit: UnitID, by duty: DutyRoster) throws {
        let name = unit.description
        onDutyKnown = [:]
        try database.execute(sql: "DELETE FROM dutyPhone WHERE unit = ?", arguments: [name])
        try database.execute(sql: "DELETE FROM dutyShift WHERE unit = ?", arguments: [name])
        if let phone = duty.phone {
            try database.execute(
                sql: "INSERT INTO dutyPhone VALUES (?, ?)",
                arguments: [name, phone]
            )
        }
        for shift in duty.shifts {
            try database.execute(
                sql: "INSERT OR REPLACE INTO dutyShift VALUES (?, ?, ?, ?)",
                arguments: [name, shift.account, shift.starts.seconds, shift.ends.seconds]
            )
        }
    }
}

extension Store {
    /// The duty phone, and the shifts that have not ended by `now`.
    package func duty(of unit: UnitID, from now: Instant) throws -> DutyRoster {
        try read { db in
            let phone = try String.fetchOne(
                db,
                sql: "SELECT phone FROM dutyPhone WHERE unit = ?",
                arguments: [unit.description]
            )
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT account, starts, ends FROM dutyShift
                    WHERE unit = ? AND ends > ? ORDER BY starts LIMIT ?
                    """,
                arguments: [unit.description, now.seconds, DutyRoster.shiftsMax]
            )
            let shifts = try rows.map { row in
                var reader = Reader(row)
                return DutyRoster.Shift(
                    account: try reader.text(),
                    starts: try reader.instant(),
                    ends: try reader.instant()
                )
            }
            return DutyRoster(phone: phone, shifts: shifts)
        }
    }
}
