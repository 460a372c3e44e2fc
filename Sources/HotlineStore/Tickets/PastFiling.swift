package import Foundation
internal import GRDB
package import Hotline

/// A ticket as it was filed: what other rules can be tried on (历史工单).
package struct PastFiling: Sendable {
    package let number: TicketNumber
    package let filing: Filing

    /// The newest tickets of a database, also while a server has it, the newest first.
    ///
    /// - Throws: ``StoreError`` if there is no such file.
    package static func newest(_ limit: Int, in file: URL) throws -> [PastFiling] {
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw StoreError("there is no database \(file.path)")
        }
        let queue = try DatabaseQueue(path: file.path)
        defer { try? queue.close() }
        return try queue.read { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT number FROM ticket
                    ORDER BY number DESC LIMIT ?
                    """,
                arguments: [limit]
            )
            var tickets: [PastFiling] = []
            while let row = try rows.next() {
                guard let ticket = try TicketReading.ticket(row[0], db) else { continue }
                tickets.append(try past(ticket, db))
            }
            return tickets
        }
    }

    private static func past(_ ticket: Ticket, _ db: Database) throws -> PastFiling {
        let statement = try db.cachedStatement(
            sql: "SELECT body FROM text WHERE ticket = ? AND role = ?"
        )
        func text(_ role: Vault.TextRole) throws -> String? {
            try String.fetchOne(statement, arguments: [ticket.number.integer, role.rawValue])
        }
        func said<Value>(_ decision: Decision<Value>) -> Value? {
            decision.by == .person ? decision.value : nil
        }
        var filing = Filing(
            channel: ticket.origin.channel,
            text: try text(.demand) ?? "",
            title: try text(.title),
            township: ticket.place?.township,
            registeredTownship: ticket.origin.registeredTownship,
            accused: ticket.accused.map(\.description),
            home: ticket.desk.division,
            desk: ticket.desk,
            isAnonymous: ticket.origin.isAnonymous
        )
        filing.kind = said(ticket.classification.kind)
        filing.matter = said(ticket.classification.matter)
        filing.aspect = said(ticket.classification.aspect)
        filing.urgent = said(ticket.classification.urgent)
        return PastFiling(number: ticket.number, filing: filing)
    }
}
