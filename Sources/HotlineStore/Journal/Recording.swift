internal import GRDB
internal import Hotline
internal import NationalCrypto
internal import StrictJSON

/// A step made ready for the writer: the rows that it changes, and the event that says so.
///
/// Nothing of it needs the event's place in the journal, nor for a filing the ticket's number:
/// so it can be made on another thread than the writer's.
final class Recording: @unchecked Sendable {
    // @unchecked because nothing changes it once it is made.
    let result: TicketFlow.Result
    let before: Ticket?
    private(set) var event: EventRow
    /// The SM3 of the event's payload.
    private(set) var digest: [UInt8] = []
    private(set) var writes: [RowWrite] = []
    /// Those of them that are texts and personal data.
    private(set) var kept: [RowWrite] = []
    let audience: Set<String>
    /// The units whose queue may be another now.
    let units: [String]
    /// Whether the deeds before it are counted under something else from now on.
    private(set) var isCountedElsewhere = false

    /// What goes with a deed into tables of its own, made ready.
    struct Enclosed: Sendable {
        var vault: Vault?
        /// The ids of the texts that the event shows.
        var body: Int?
        var reason: Int?
        /// The attachment's row, and what the journal is told of it.
        var attachment: (row: [DatabaseValue], id: Int, digest: String)?

        /// Keeps what was said and why.
        mutating func keep(_ deed: Deed, in vault: inout Vault) {
            let role: Vault.TextRole = deed.isInternal ? .internal : .body
            body = deed.text.map { vault.keep($0, as: role).id }
            reason = deed.reason.map { vault.keep($0, as: .reason).id }
        }
    }

    /// The tables that follow from the others are left out where only the last of many steps is
    /// ever seen.
    init(
        _ result: TicketFlow.Result,
        before: Ticket?,
        enclosing enclosed: Enclosed,
        withDerived: Bool = true
    ) {
        self.result = result
        self.before = before
        let after = result.ticket
        event = EventRow(result.deed)
        audience = after.audience
        units = (before?.queueUnits ?? []) + after.queueUnits
        var payload = JSONWriter(capacity: 2048)
        payload.beginObject()
        writeRows(before: before, after: after, in: &payload)
        write(enclosed, in: &payload)
        Self.describe(result.deed, in: &payload)
        payload.endObject()
        event.payload = String(decoding: payload.bytes, as: UTF8.self)
        digest = SM3.digest(payload.bytes)
        guard withDerived else { return }
        writes += after.queueWrites(after: before) + after.shutOutWrites(after: before)
        let counting = Counting(result.deed, before: before, after: after)
        isCountedElsewhere = counting.isMoved
        writes += counting.writes
    }

    private static func describe(_ deed: Deed, in payload: inout JSONWriter) {
        guard !deed.details.isEmpty else { return }
        payload.name("details")
        payload.beginObject()
        for detail in deed.details {
            payload.name(of: detail.name)
            payload.string(detail.value)
        }
        payload.endObject()
    }

    private func write(_ enclosed: Enclosed, in payload: inout JSONWriter) {
        event.body = enclosed.body
        event.reason = enclosed.reason
        if let vault = enclosed.vault {
            vault.describe(in: &payload)
            kept = vault.writes
            writes += kept
        }
        guard let attachment = enclosed.attachment else { return }
        writes.append(.insert(.attachment, attachment.row))
        payload.name("attachment")
        payload.beginObject()
        payload.member("id", attachment.id)
        payload.member("digest", attachment.digest)
        payload.endObject()
    }

    // MARK: Rows

    private func writeRows(
        before: Ticket?,
        after: Ticket,
        in payload: inout JSONWriter
    ) {
        writeTicket(before: before, after: after, in: &payload)
        writeClocks(before: before, after: after, in: &payload)
        if after.callBacks != before?.callBacks ?? [] {
            payload.name("callBacks")
            let rows = after.callBacks.map { CallBackRow.values(of: $0, on: after.number) }
            replace(CallBackRow.table, of: before, by: rows, in: &payload)
        }
        if after.coHandlers != before?.coHandlers ?? [] {
            payload.name("coHandlers")
            let rows = after.coHandlers.map(CoHandlerRow.values(of:))
            replace(CoHandlerRow.table, of: before, by: rows, in: &payload)
        }
        if after.told != before?.told ?? [] {
            payload.name("told")
            let rows = after.told.map(ToldRow.values(of:))
            replace(ToldRow.table, of: before, by: rows, in: &payload)
        }
    }

    /// The journal is told every column but the number, which stands in the event.
    private func writeTicket(
        before: Ticket?,
        after: Ticket,
        in payload: inout JSONWriter
    ) {
        let table = TicketRow.table
        payload.name("ticket")
        guard let before else {
            var values = TicketRow.values(of: after)
            let present = values.indices.dropFirst().filter { !values[$0].isNull }
            table.describe(present, values, in: &payload)
            values[0] = .null
            writes.append(.insert(table, values))
            return
        }
        let (changed, values) = TicketRow.changes(from: before, to: after)
        table.describe(changed, values, in: &payload)
        if !changed.isEmpty { writes.append(.update(table, changed, values)) }
    }

    /// Clocks are added and changed, never taken away.
    private func writeClocks(
        before: Ticket?,
        after: Ticket,
        in payload: inout JSONWriter
    ) {
        let former = before?.clocks ?? []
        guard after.clocks != former else { return }
        let table = ClockRow.table
        payload.name("clocks")
        payload.beginArray()
        for (index, clock) in after.clocks.enumerated() {
            if index < former.count, former[index] == clock { continue }
            var values = ClockRow.values(of: clock)
            guard let before, index < former.count else {
                writes.append(.insert(table, values))
                let present = values.indices.dropFirst().filter { !values[$0].isNull }
                table.describe(present, values, in: &payload)
                continue
            }
            let changed = table.differences(ClockRow.values(of: former[index]), values)
            guard !changed.isEmpty else { continue }
            values[0] = before.number.integer.databaseValue
            writes.append(.update(table, changed, values))
            table.describe([1] + changed, values, in: &payload)
        }
        payload.endArray()
    }

    private func replace(
        _ table: Table,
        of before: Ticket?,
        by rows: [[DatabaseValue]],
        in payload: inout JSONWriter
    ) {
        if let before { writes.append(.delete(table, [before.number.integer.databaseValue])) }
        payload.beginArray()
        for row in rows {
            writes.append(.insert(table, row))
            table.describe(table.columns.indices.dropFirst(), row, in: &payload)
        }
        payload.endArray()
    }
}
