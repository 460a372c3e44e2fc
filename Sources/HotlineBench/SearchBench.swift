import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineStore

/// How long the first page of a search takes.
struct SearchBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Measures the first page of searches in a database of many tickets."
    )

    @Option(help: "The data directory.")
    var data: String

    @Option(help: "How often each search is done.")
    var rounds = 7

    /// Words that very many tickets have, some, few and none; a phrase, a number, a filter.
    private static let questions: [(String, String?, TicketState?)] = [
        ("common word", "申请", nil), ("another", "低保", nil), ("some", "残疾", nil),
        ("few", "流浪", nil), ("none", "鲲鹏", nil), ("phrase", "生活补贴怎么办理", nil),
        ("two words", "低保 材料", nil), ("one character", "的", nil), ("digits", "2023", nil),
        ("no words", nil, nil), ("open state", nil, .handling),
        ("word, open state", "申请", .suspended),
    ]

    func run() throws {
        let store = try Store(directory: URL(filePath: data))
        for (name, actor) in try Self.actors() {
            for (question, words, state) in Self.questions {
                var filter = TicketFilter()
                filter.words = words
                filter.state = state
                try measure("\(question), \(name)", filter, actor, store)
            }
        }
        try store.close()
    }

    private func measure(
        _ name: String,
        _ filter: TicketFilter,
        _ actor: Actor,
        _ store: Store
    ) throws {
        var times: [Double] = []
        var count = 0
        for _ in 0..<max(1, rounds) {
            let start = ContinuousClock.now
            count = try store.tickets(filter, limit: 20, after: nil, for: actor).items.count
            times.append((ContinuousClock.now - start) / .milliseconds(1))
        }
        let sorted = times.sorted()
        let (median, worst) = (sorted[sorted.count / 2], sorted[sorted.count - 1])
        print(
            """
            {"measure":"search","case":"\(name)","found":\(count),\
            "ms":\(rounded(median)),"msMax":\(rounded(worst))}
            """
        )
    }

    private func rounded(_ milliseconds: Double) -> Double {
        (milliseconds * 100).rounded() / 100
    }

    /// Somebody of the province, of a city, of a county, and of one township.
    private static func actors() throws -> [(String, Actor)] {
        let units = [
            ("province", Role.manager, "14-desk"), ("city", .manager, "1401-desk"),
            ("county", .operator, "140105-desk"), ("township", .handler, "140105001"),
        ]
        return try units.map { name, role, code in
            guard let unit = UnitID(code) else { throw ValidationError("no unit \(code)") }
            let actor = Actor(
                account: name,
                role: role,
                unit: unit,
                scope: unit.division,
                chain: [unit],
                isAtDesk: role != .handler
            )
            return (name, actor)
        }
    }
}
