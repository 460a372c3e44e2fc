internal import Hotline
internal import HotlineStore
internal import Synchronization

/// Pages of queues as they were last sent, so that an unchanged one is not made again.
///
/// A page counts as long as its unit's version stands, which every commit moves that touches the
/// queue. Memory is bounded: when the newer half is full, the older half is forgotten.
final class QueueBook: Sendable {
    private let pages = Mutex(Pages())

    /// How much of both halves together is kept, in bytes.
    static let sizeMax = 96 << 20

    /// What was asked, and by what sort of account: all of one sort see the same.
    struct Key: Hashable {
        let unit: UnitID
        let state: TicketState?
        let limit: Int
        let after: String?
        private let role: Role
        private let viewer: UnitID
        private let scope: DivisionCode
        private let isAtDesk: Bool

        init(_ asked: QueueQuestion, for actor: Actor) {
            unit = asked.unit
            state = asked.state
            limit = asked.limit
            after = asked.after
            role = actor.role
            viewer = actor.unit
            scope = actor.scope
            isAtDesk = actor.isAtDesk
        }
    }

    struct Page: Sendable {
        let version: QueueVersion
        /// The rules whose names stand in it.
        let rules: RulesInForce
        let body: [UInt8]
        let next: String?
    }

    private struct Pages {
        var newer: [Key: Page] = [:]
        var older: [Key: Page] = [:]
        var newerSize = 0
    }

    /// The page of this version, if it is kept.
    func page(_ key: Key, version: QueueVersion, by rules: RulesInForce) -> Page? {
        pages.withLock { pages in
            guard let page = pages.newer[key] ?? pages.older[key],
                page.version == version, page.rules === rules
            else { return nil }
            if pages.newer[key] == nil { Self.keep(page, as: key, in: &pages) }
            return page
        }
    }

    func keep(_ page: Page, as key: Key) {
        pages.withLock { Self.keep(page, as: key, in: &$0) }
    }

    private static func keep(_ page: Page, as key: Key, in pages: inout Pages) {
        let former = pages.newer.updateValue(page, forKey: key)
        pages.newerSize += page.body.count - (former?.body.count ?? 0)
        guard pages.newerSize > sizeMax / 2 else { return }
        pages.older = pages.newer
        pages.newer = [:]
        pages.newerSize = 0
    }
}
