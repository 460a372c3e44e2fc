internal import Foundation
internal import GRDB
internal import Hotline
internal import NationalCrypto
internal import StrictJSON

/// What goes with a deed into tables of its own.
struct Enclosures {
    /// What was told, where the deed is the filing.
    var filing: SealedFiling?
    var attachment: Attachment?

    struct Attachment {
        var name: String
        let type: String
        let content: [UInt8]

        /// What the journal is told of it: neither its name nor what is in it.
        func digest(salt: [UInt8]) -> String {
            let head = Array("\(name)\u{0}\(type)\u{0}".utf8)
            return SM3.digest(salt + head + content).hexadecimal
        }
    }
}

extension Ledger {
    /// Writes a step: the rows that it changed, and the event that says so.
    func record(
        _ result: TicketFlow.Result,
        before: Ticket?,
        enclosing enclosures: Enclosures = Enclosures()
    ) throws {
        let after = result.ticket
        let number = after.number.integer
        var event = EventRow(result.deed, ticket: number, sequence: head.sequence + 1)
        var payload = JSONWriter(capacity: 2048)
        payload.beginObject()
        try writeRows(before: before, after: after, in: &payload)
        try enclose(result.deed, enclosures, event: &event, in: &payload)
        describe(result.deed, in: &payload)
        payload.endObject()
        event.payload = String(decoding: payload.bytes, as: UTF8.self)

        let hash = event.hash(after: head.hash)
        try event.insert(hash: hash, before: before, after: after, database)
        head = JournalHead(sequence: event.sequence, hash: hash)
        try writeAudience(of: after)
        try writeQueue(before: before, after: after)
        try writeShutOut(before: before, after: after)
        touched.sequence = event.sequence
        touched.actions[event.action, default: 0] += 1
        touched.units.formUnion([before, after].compactMap(\.self).flatMap(\.queueUnits))
    }

    private func describe(_ deed: Deed, in payload: inout JSONWriter) {
        guard !deed.details.isEmpty else { return }
        payload.name("details")
        payload.beginObject()
        for detail in deed.details {
            payload.name(of: detail.name)
            payload.string(detail.value)
        }
        payload.endObject()
    }

    // MARK: Rows

    private func writeRows(
        before: Ticket?,
        after: Ticket,
        in payload: inout JSONWriter
    ) throws {
        try writeTicket(before: before, after: after, in: &payload)
        try writeClocks(before: before?.clocks ?? [], after: after, in: &payload)
        if after.callBacks != before?.callBacks ?? [] {
            payload.name("callBacks")
            let rows = after.callBacks.map {
                CallBackRow.values(of: $0, ticket: after.number.integer)
            }
            try replace(CallBackRow.table, of: after, by: rows, in: &payload)
        }
        if after.coHandlers != before?.coHandlers ?? [] {
            payload.name("coHandlers")
            let rows = after.coHandlers.map {
                CoHandlerRow.values(of: $0, ticket: after.number.integer)
            }
            try replace(CoHandlerRow.table, of: after, by: rows, in: &payload)
        }
    }

    private func writeTicket(
        before: Ticket?,
        after: Ticket,
        in payload: inout JSONWriter
    ) throws {
        let table = TicketRow.table
        let values = TicketRow.values(of: after)
        let changed: [Int]
        if let before {
            changed = table.differences(TicketRow.values(of: before), values)
            try table.update(changed, values, database)
        } else {
            changed = table.columns.indices.filter { !values[$0].isNull }
            try table.insert(values, database)
        }
        payload.name("ticket")
        table.describe(changed, values, in: &payload)
    }

    /// Clocks are added and changed, never taken away.
    private func writeClocks(
        before: [Clock],
        after: Ticket,
        in payload: inout JSONWriter
    ) throws {
        guard after.clocks != before else { return }
        let table = ClockRow.table
        let number = after.number.integer
        payload.name("clocks")
        payload.beginArray()
        for (index, clock) in after.clocks.enumerated() {
            let values = ClockRow.values(of: clock, ticket: number)
            guard index < before.count else {
                try table.insert(values, database)
                let present = table.columns.indices.dropFirst().filter { !values[$0].isNull }
                table.describe(present, values, in: &payload)
                continue
            }
            let former = ClockRow.values(of: before[index], ticket: number)
            let changed = table.differences(former, values)
            guard !changed.isEmpty else { continue }
            try table.update(changed, values, database)
            table.describe([1] + changed, values, in: &payload)
        }
        payload.endArray()
    }

    private func replace(
        _ table: Table,
        of ticket: Ticket,
        by rows: [[DatabaseValue]],
        in payload: inout JSONWriter
    ) throws {
        try database.cachedStatement(sql: "DELETE FROM \(table.name) WHERE ticket = ?")
            .execute(arguments: [ticket.number.integer])
        payload.beginArray()
        for row in rows {
            try table.insert(row, database)
            table.describe(Array(table.columns.indices.dropFirst()), row, in: &payload)
        }
        payload.endArray()
    }

    // MARK: Texts and personal data

    private func enclose(
        _ deed: Deed,
        _ enclosures: Enclosures,
        event: inout EventRow,
        in payload: inout JSONWriter
    ) throws {
        if let filing = enclosures.filing {
            event.body = filing.body
            filing.vault.describe(in: &payload)
            return try filing.vault.insert(event.ticket, database)
        }
        guard deed.text != nil || deed.reason != nil || enclosures.attachment != nil else {
            return
        }
        var vault = try Vault(keys, of: event.ticket, database)
        event.body = try deed.text.map { try vault.keep($0, as: .body).id }
        event.reason = try deed.reason.map { try vault.keep($0, as: .reason).id }
        var attachment = enclosures.attachment
        if let name = attachment?.name { attachment?.name = try vault.redact(name) }
        vault.describe(in: &payload)
        try vault.insert(event.ticket, database)
        if let attachment {
            try insert(attachment, ticket: event.ticket, in: &payload)
        }
    }

    private func insert(
        _ attachment: Enclosures.Attachment,
        ticket: Int64,
        in payload: inout JSONWriter
    ) throws {
        let count = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM attachment WHERE ticket = ?",
            arguments: [ticket]
        )
        let id = (count ?? 0) + 1
        let salt = unpredictableBytes(Vault.saltSize)
        try database.execute(
            sql: "INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                ticket, id, attachment.name, attachment.type, Data(salt),
                Data(attachment.content),
            ]
        )
        payload.name("attachment")
        payload.beginObject()
        payload.member("id", id)
        payload.member("digest", attachment.digest(salt: salt))
        payload.endObject()
    }
}
