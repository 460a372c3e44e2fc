package import Hotline
internal import Synchronization

/// Tells whoever waits that something was committed.
///
/// A waiter is a closure and a list of the units that it cares for; it is called once, on the
/// writer's thread, and must hand on at once.
package final class ChangeHub: Sendable {
    private let state: Mutex<State>

    fileprivate struct State {
        var sequence: Int64
        /// The event that last changed a unit's queue.
        var unitSequences: [String: Int64] = [:]
        /// The notice that last changed what a unit is told.
        var noticeSequences: [String: Int64] = [:]
        /// The event of the registers that last changed a unit's duties.
        var dutySequences: [String: Int64] = [:]
        /// What no unit is known to have changed since: where the process began.
        let startSequence: Int64
        var waiters: [Int: Waiter] = [:]
        var waitersOfUnit: [String: Set<Int>] = [:]
        var nextWaiter = 0
        var isClosed = false
    }

    fileprivate struct Waiter {
        /// Nil for one that cares for everything.
        let unit: String?
        let wake: @Sendable () -> Void
    }

    package init(sequence: Int64) {
        state = Mutex(State(sequence: sequence, startSequence: sequence))
    }

    /// The last event that is committed.
    package var sequence: Int64 { state.withLock(\.sequence) }

    package var isClosed: Bool { state.withLock(\.isClosed) }

    package var waiterCount: Int { state.withLock(\.waiters.count) }

    /// What moves whenever the unit's queue does, also over restarts, or its duties.
    package func version(of unit: UnitID) -> QueueVersion {
        state.withLock { $0.version(of: unit.description) }
    }

    func publish(_ touched: Touched) {
        let woken: [Waiter] = state.withLock { state in
            state.sequence = max(state.sequence, touched.sequence)
            for unit in touched.units { state.unitSequences[unit] = touched.sequence }
            for unit in touched.noticeUnits { state.noticeSequences[unit] = touched.notice }
            for unit in touched.dutyUnits { state.dutySequences[unit] = touched.duty }
            var ids = touched.sequence > 0 ? state.waitersOfUnit[Self.everything] ?? [] : []
            for unit in touched.units.union(touched.dutyUnits) {
                ids.formUnion(state.waitersOfUnit[unit] ?? [])
            }
            for unit in touched.noticeUnits {
                ids.formUnion(state.waitersOfUnit[Self.notices(of: unit)] ?? [])
            }
            return ids.compactMap { state.remove($0) }
        }
        for waiter in woken { waiter.wake() }
    }

    /// Waits for the unit's queue, or its duties, to move past `version`.
    ///
    /// - Returns: A ticket to ``forget(_:)`` the wait; nil if it has moved already, and then
    ///   `wake` is not called.
    package func wait(
        for unit: UnitID,
        past version: QueueVersion,
        wake: @escaping @Sendable () -> Void
    ) -> Int? {
        state.withLock { state in
            let current = state.version(of: unit.description)
            guard !current.isPast(version), !state.isClosed else { return nil }
            return state.add(Waiter(unit: unit.description, wake: wake))
        }
    }

    /// Waits for any event after `sequence`; see ``wait(for:past:wake:)``.
    package func wait(
        past sequence: Int64,
        wake: @escaping @Sendable () -> Void
    ) -> Int? {
        state.withLock { state in
            guard state.sequence <= sequence, !state.isClosed else { return nil }
            return state.add(Waiter(unit: nil, wake: wake))
        }
    }

    /// Waits for a unit's notices to move past `sequence`, which must not lie before the start of
    /// the process; see ``wait(for:past:wake:)``.
    package func wait(
        forNoticesOf unit: UnitID,
        past sequence: Int64,
        wake: @escaping @Sendable () -> Void
    ) -> Int? {
        state.withLock { state in
            let current = state.noticeSequences[unit.description] ?? 0
            guard current <= sequence, !state.isClosed else { return nil }
            let key = Self.notices(of: unit.description)
            return state.add(Waiter(unit: key, wake: wake))
        }
    }

    package func forget(_ waiter: Int) {
        state.withLock { _ = $0.remove(waiter) }
    }

    /// Wakes everybody, and lets nobody wait any more: the server is stopping.
    package func close() {
        let woken: [Waiter] = state.withLock { state in
            state.isClosed = true
            defer {
                state.waiters = [:]
                state.waitersOfUnit = [:]
            }
            return Array(state.waiters.values)
        }
        for waiter in woken { waiter.wake() }
    }

    fileprivate static let everything = "*"

    fileprivate static func notices(of unit: String) -> String { "notices " + unit }
}

/// How far what a unit owes has come: its tickets, and its duties beside them.
package struct QueueVersion: Hashable, Sendable, CustomStringConvertible {
    /// The event that last changed the queue.
    let tickets: Int64
    /// The event of the registers that last changed a duty; 0 for none since the process began.
    let duties: Int64

    package var description: String { "\(tickets).\(duties)" }

    fileprivate func isPast(_ other: QueueVersion) -> Bool {
        tickets > other.tickets || duties > other.duties
    }
}

extension ChangeHub.State {
    fileprivate func version(of unit: String) -> QueueVersion {
        QueueVersion(
            tickets: unitSequences[unit] ?? startSequence,
            duties: dutySequences[unit] ?? 0
        )
    }

    fileprivate mutating func add(_ waiter: ChangeHub.Waiter) -> Int {
        let id = nextWaiter
        nextWaiter += 1
        waiters[id] = waiter
        waitersOfUnit[waiter.unit ?? ChangeHub.everything, default: []].insert(id)
        return id
    }

    fileprivate mutating func remove(_ id: Int) -> ChangeHub.Waiter? {
        guard let waiter = waiters.removeValue(forKey: id) else { return nil }
        let key = waiter.unit ?? ChangeHub.everything
        waitersOfUnit[key]?.remove(id)
        if waitersOfUnit[key]?.isEmpty == true { waitersOfUnit[key] = nil }
        return waiter
    }
}
