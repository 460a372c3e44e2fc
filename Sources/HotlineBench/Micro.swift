import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineStore
internal import HotlineTesting
internal import StrictJSON

/// Times single steps of the work, one after another on one thread.
struct Micro: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Times the first step of a ticket with its clocks, and JSON."
    )

    @Option(help: "A TSV file whose last column is a letter, for texts of real length.")
    var letters: String?

    @Option(help: "How many times each is done.")
    var rounds = 20_000

    func run() throws {
        let rules = try RulesInForce.read(Shipped.ruleTexts(), divisions: [], calendars: [])
        var demands = try Demands(rules, letters: letters.map { URL(filePath: $0) }, seed: 3)
        let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
        let filings = (0..<2_000).map { _ in demands.next(by: rules.rulebook, on: now.day) }
        let bodies = (0..<2_000).map { _ in demands.words().body.bytes }
        time("the first step of a ticket, with its clocks") { index in
            let (new, actor) = filings[index % filings.count]
            let number = TicketNumber(day: now.day, count: 1)
            let result = rules.flow.file(new.intake, number: number, by: actor, at: now)
            return result.ticket.clocks.count
        }
        time("read a filing's JSON") { index in
            (try? JSON(bodies[index % bodies.count]))?.members?.count ?? 0
        }
        let values = bodies.compactMap { try? JSON($0) }
        time("write a filing's JSON") { index in values[index % values.count].bytes.count }
    }

    private func time(_ name: String, _ work: (Int) -> Int) {
        var took: [Double] = []
        var sum = 0
        for index in 0..<rounds {
            let begun = ContinuousClock.now
            sum &+= work(index)
            took.append((ContinuousClock.now - begun).inSeconds * 1e6)
        }
        took.sort()
        func rounded(_ value: Double) -> JSON { .number((value * 100).rounded() / 100) }
        let result: JSON = [
            "work": .string(name), "medianMicroseconds": rounded(took[took.count / 2]),
            "p99Microseconds": rounded(took[took.count * 99 / 100]),
            "sum": .integer(Int64(sum)),
        ]
        print(String(decoding: result.bytes, as: UTF8.self))
    }
}
