@testable import HotlineStore
import Hotline
import Testing

/// Follows the changes at the store, a few at a time.
struct Follower {
    private(set) var live: Set<Int64> = []
    private var next: Int64 = 0
    private static let limit = 50

    mutating func follow(_ store: Store, as actor: Actor) throws {
        while true {
            let page = try store.changes(
                after: next,
                limit: Self.limit,
                for: actor,
                withTexts: false
            )
            for change in page.items {
                switch change {
                case .event(let event):
                    #expect(event.sequence > next)
                    live.insert(event.ticket.integer)
                case .gone(let sequence, let ticket):
                    #expect(sequence > next)
                    live.remove(ticket.integer)
                }
            }
            next = page.next
            guard page.items.count == Self.limit else { return }
        }
    }
}
