import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineStore
internal import HotlineTesting
internal import Synchronization

/// Makes a database of many tickets, by the store's own writer and the shipped rules.
struct Populate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes a database of N tickets that have lived on a simulated clock."
    )

    @Option(help: "The data directory to make; it must be empty or not be there.")
    var data: String

    @Option(help: "How many tickets are filed.")
    var tickets = 10_000

    @Option(help: "Over how many days up to now they are filed.")
    var days = 730.0

    @Option(help: "The share of tickets that are left open, in whatever state.")
    var openShare = 0.03

    @Option(help: "A TSV file whose last column is a letter, for bodies of real length.")
    var letters: String?

    @Option(help: "Makes the same tickets for the same number.")
    var seed: UInt64 = 1

    @Flag(help: "Files tickets and does nothing to them: quicker, for what many tickets do.")
    var onlyFiled = false

    @Flag(help: "Leaves the full-text index to whoever serves the directory.")
    var withoutIndex = false

    func validate() throws {
        guard (1...100_000_000).contains(tickets) else {
            throw ValidationError("--tickets is from 1 to 100000000")
        }
        guard days > 0, (0...1).contains(openShare) else {
            throw ValidationError("--days is above 0, --open-share from 0 to 1")
        }
    }

    func run() throws {
        let store = try Store(directory: URL(filePath: data))
        guard store.changes.sequence == 0 else {
            throw ValidationError("there are tickets in \(data) already")
        }
        let rules = try RulesInForce.read(Shipped.ruleTexts(), divisions: [], calendars: [])
        let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
        let demands = try Demands(rules, letters: letters.map { URL(filePath: $0) }, seed: seed)
        let plan = Simulation.Plan(
            tickets: tickets,
            begin: now + -Int64(days * 86_400),
            end: now,
            openShare: openShare,
            isOnlyFiled: onlyFiled
        )
        try play(Simulation(plan, rules.flow, demands, seed: seed), in: store)
        if !withoutIndex { index(store) }
        try store.close()
    }

    private func play(_ simulation: consuming Simulation, in store: Store) throws {
        let kept = Mutex(simulation)
        let started = ContinuousClock.now
        var told = 0
        var isOver = false
        while !isOver {
            let (filed, hasEnded) = try store.writer.write { ledger in
                try kept.withLock { simulation in
                    try simulation.advance(ledger)
                    return (simulation.filed, simulation.isOver)
                }
            }
            isOver = hasEnded
            if filed - told >= max(10_000, tickets / 20) || isOver {
                told = filed
                let seconds = (ContinuousClock.now - started).components.seconds
                print("\(filed) tickets, \(store.changes.sequence) events, \(seconds) s")
            }
        }
    }

    /// How long the index may take to follow, in seconds.
    private static let indexSecondsMax = 4 * 3600

    private func index(_ store: Store) {
        let indexer = SearchIndexer(store)
        indexer.start()
        for _ in 0..<Self.indexSecondsMax * 10 {
            let indexed = (try? store.indexedTo()) ?? 0
            if indexed >= store.changes.sequence { break }
            Thread.sleep(forTimeInterval: 0.1)
        }
        indexer.stop()
    }
}
