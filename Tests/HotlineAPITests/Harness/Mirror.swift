import HotlineTesting
import StrictJSON
import Testing

/// A program that follows the changes, and what it makes of them (镜像).
struct Mirror {
    let person: Person
    private(set) var next: Int64 = 0
    /// The tickets that are there for it.
    private(set) var live: Set<String> = []
    /// The numbers of the events that it was sent, by ticket.
    private(set) var heard: [String: [Int64]] = [:]
    private(set) var tombstones: [String: Int] = [:]

    /// Few, so that everybody has to turn pages.
    private static let limit = 3

    init(_ person: Person) {
        self.person = person
    }

    /// Reads on to the end.
    mutating func follow(_ hotline: TestHotline) throws {
        while true {
            let target = "/api/v1/changes?after=\(next)&limit=\(Self.limit)"
            let answer = try hotline.get(person, target)
            try #require(answer.status == 200, "\(answer.text)")
            let changes = try answer.json()
            let items = changes["items"]?.array ?? []
            for item in items { try take(item) }
            let last = try #require(changes["next"]?.integer)
            #expect(last >= next)
            next = last
            guard items.count == Self.limit else { return }
        }
    }

    private mutating func take(_ item: JSON) throws {
        let sequence = try #require(item["sequence"]?.integer)
        let ticket = try #require(item["ticket"]?.string)
        #expect(sequence > heard.values.compactMap(\.last).max() ?? 0, "out of order")
        guard item["gone"]?.boolean == true else {
            live.insert(ticket)
            heard[ticket, default: []].append(sequence)
            return
        }
        #expect(item.members?.map(\.name) == ["sequence", "ticket", "gone"], "it tells more")
        #expect(live.remove(ticket) != nil, "a tombstone for \(ticket), which was not there")
        tombstones[ticket, default: 0] += 1
    }
}
