internal import Dispatch
internal import GRDB
package import Hotline
internal import Synchronization

/// Who looked at whose data (访问日志), gathered here and written in batches.
///
/// So a look costs a reader nothing but a line in memory. What shows a field without its mask
/// does not go this way: that is committed before the answer leaves.
package final class AccessLog: Sendable {
    private let writer: Writer
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "hotline-access", qos: .utility)

    fileprivate struct State {
        var waiting: [Access] = []
        var isScheduled = false
        /// When each look was last noted, by everything but its time and request.
        var recent: [Access: Instant] = [:]
    }

    /// How long entries are gathered, in milliseconds.
    static let gatherMilliseconds = 500
    /// How many may wait while nothing can be written; more looks are refused.
    static let waitingMax = 50_000
    /// A look is one look, however often a page asks for it within so many seconds.
    package static let repeatSeconds: Int64 = 60
    /// How many looks are remembered for that.
    fileprivate static let recentMax = 20_000

    init(_ writer: Writer) {
        self.writer = writer
    }

    /// Notes looks at data.
    ///
    /// - Throws: ``AccessLogIsFull`` if so many wait that no more data may be shown.
    package func note(_ accesses: [Access]) throws {
        guard !accesses.isEmpty else { return }
        let mustSchedule = try state.withLock { state in
            let new = accesses.filter { state.isNew($0) }
            guard state.waiting.count + new.count <= Self.waitingMax else {
                throw AccessLogIsFull()
            }
            state.waiting += new
            guard !state.isScheduled, !state.waiting.isEmpty else { return false }
            state.isScheduled = true
            return true
        }
        if mustSchedule { schedule() }
    }

    package func note(_ access: Access) throws { try note([access]) }

    private func schedule() {
        let delay = DispatchTimeInterval.milliseconds(Self.gatherMilliseconds)
        queue.asyncAfter(deadline: .now() + delay) { [weak self] in self?.send() }
    }

    private func send() {
        let batch = take()
        guard !batch.isEmpty else { return }
        writer.submit {
            try $0.append(batch)
        } done: { [weak self] result in
            if case .failure = result { self?.putBack(batch) }
        }
    }

    /// Takes what waits, to be committed by whoever takes it.
    package func take() -> [Access] {
        state.withLock { state in
            defer { state.waiting = [] }
            state.isScheduled = false
            return state.waiting
        }
    }

    /// What could not be committed waits on.
    package func putBack(_ batch: [Access]) {
        let mustSchedule = state.withLock { state in
            state.waiting = batch + state.waiting
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if mustSchedule { schedule() }
    }

    /// Commits what waits, with one entry more, and returns when that is done.
    package func commit(_ access: Access? = nil) throws {
        let batch = take()
        let all = batch + [access].compactMap(\.self)
        guard !all.isEmpty else { return }
        do {
            try writer.write { try $0.append(all) }
        } catch {
            putBack(batch)
            throw error
        }
    }

    /// Commits what waits as well as it can, before the writer stops.
    func close() {
        try? commit()
    }
}

extension AccessLog.State {
    fileprivate mutating func isNew(_ access: Access) -> Bool {
        // The log is read seldom, and each time must show.
        guard access.action == .view || access.action == .search else { return true }
        var look = access
        look.at = Instant(seconds: 0)
        look.request = ""
        if let last = recent[look], access.at.seconds - last.seconds < AccessLog.repeatSeconds,
            access.at >= last
        {
            return false
        }
        if recent.count >= AccessLog.recentMax { recent = [:] }
        recent[look] = access.at
        return true
    }
}

/// So many looks wait to be written that no more data may be shown.
package struct AccessLogIsFull: Error {}

/// Which entries of the access log to list.
package struct AccessFilter: Sendable {
    package var ticket: TicketNumber?
    package var account: String?
    package var action: Access.Action?
    package var from: Instant?
    package var to: Instant?

    package init() {}

    fileprivate var condition: SQL {
        var conditions: [SQL] = ["TRUE"]
        if let ticket { conditions.append("a.ticket = \(ticket.integer)") }
        if let account { conditions.append("a.account = \(account)") }
        if let action { conditions.append("a.action = \(action.rawValue)") }
        if let from { conditions.append("a.at >= \(from.seconds)") }
        if let to { conditions.append("a.at < \(to.seconds)") }
        return conditions.joined(separator: " AND ")
    }
}

extension Store {
    /// Entries of the access log in an account's scope, the newest first.
    package func accesses(
        _ filter: AccessFilter,
        limit: Int,
        after: String?,
        for actor: Actor
    ) throws -> Page<AccessRow> {
        let before = try Cursor.pair(after)?.0 ?? Int64.max
        let request: SQLRequest<Row> = """
            SELECT \(sql: AccessRow.selection) FROM access a
            WHERE a.sequence < \(before) AND \(filter.condition)
                AND \(Visibility(actor).accessCondition)
            ORDER BY a.sequence DESC LIMIT \(limit + 1)
            """
        return try read { db in
            let rows = try request.fetchAll(db)
            let items = try rows.prefix(limit).map { try AccessRow($0) }
            let last = rows.count > limit ? items.last?.sequence : nil
            return Page(items: items, next: last.map { Cursor.text($0, 0) })
        }
    }
}
