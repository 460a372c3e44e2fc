import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineTesting
internal import StrictJSON

/// Writes a list of old tickets, as another system would give it, for `hotline import`.
struct OldTickets: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes N old tickets as JSON lines: some done late, the last ones still open."
    )

    @Option(help: "The file to write.")
    var out: String

    @Option(help: "How many tickets there are.")
    var tickets = 10_000

    @Option(help: "Over how many days up to now they were received.")
    var days = 730.0

    @Option(help: "The share of tickets that are left open; they were received last.")
    var openShare = 0.03

    @Option(help: "A TSV file whose last column is a letter, for texts of real length.")
    var letters: String?

    @Option(help: "Makes the same tickets for the same number.")
    var seed: UInt64 = 1

    /// In which time those were received that are open still, in seconds.
    private static let openSeconds = 4.0 * 86_400
    /// How many bytes are written at once.
    private static let pieceSize = 1 << 20

    func validate() throws {
        guard (1...100_000_000).contains(tickets) else {
            throw ValidationError("--tickets is from 1 to 100000000")
        }
        guard days * 86_400 > Self.openSeconds, (0...1).contains(openShare) else {
            throw ValidationError("--days is above 4, --open-share from 0 to 1")
        }
    }

    func run() throws {
        let rules = try RulesInForce.read(Shipped.ruleTexts(), divisions: [], calendars: [])
        let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
        var demands = try Demands(rules, letters: letters.map { URL(filePath: $0) }, seed: seed)
        var random = SeededGenerator(seed: seed)
        try Data().write(to: URL(filePath: out))
        let file = try FileHandle(forWritingTo: URL(filePath: out))
        var lines: [UInt8] = []
        for index in 0..<tickets {
            let received = now + received(index)
            let end = now + -Int64(Self.openSeconds)
            let dates = received < end ? Dates(after: received, by: end, &random) : nil
            lines += row(index, demands.words(), received, dates).bytes + [10]
            if lines.count >= Self.pieceSize || index == tickets - 1 {
                try file.write(contentsOf: Data(lines))
                lines.removeAll(keepingCapacity: true)
            }
        }
        try file.close()
    }

    /// When a ticket was received, in seconds after now: those that are open at the end, the
    /// others evenly before.
    private func received(_ index: Int) -> Int64 {
        let doneCount = Double(tickets) * (1 - openShare)
        let (place, done) = (Double(index), days * 86_400 - Self.openSeconds)
        if place < doneCount { return Int64(done * (place / doneCount - 1) - Self.openSeconds) }
        return Int64(Self.openSeconds * ((place - doneCount) / (Double(tickets) - doneCount) - 1))
    }

    /// When a ticket was answered and closed.
    private struct Dates {
        let answered: Instant
        let closed: Instant

        init(after received: Instant, by end: Instant, _ random: inout SeededGenerator) {
            // One in twenty is late, so that there are breaches.
            let factor: Int64 = Int.random(in: 0..<20, using: &random) == 0 ? 5 : 1
            let worked = Int64.random(in: 1...50, using: &random) * factor
            answered = min(end, received + worked * 3_600)
            closed = min(end, answered + Int64.random(in: 2...40, using: &random) * 3_600)
        }
    }

    private func row(
        _ index: Int,
        _ words: Demands.Words,
        _ received: Instant,
        _ dates: Dates?
    ) -> JSON {
        var row: [JSON.Member] = []
        func add(_ name: String, _ value: String?) {
            if let value { row.append(JSON.Member(name, .string(value))) }
        }
        add("工单编号", "B\(index)")
        add("来源", "社会救助服务热线")
        add("受理时间", received.description)
        add("诉求内容", words.text)
        add("标题", words.title)
        add("地址", words.address)
        add("来电人", words.caller.name)
        add("联系电话", words.caller.phone)
        add("身份证号", words.caller.idNumber)
        if words.caller.isAnonymous { add("匿名", "是") }
        if words.caller.isConfidential { add("保密", "是") }
        guard let dates else { return .object(row) }
        add("答复时间", dates.answered.description)
        add("办理结果", "已与来电人联系，说明了政策和所需材料，来电人表示理解。")
        add("满意度", ["满意", "基本满意", "满意", "不满意"][index % 4])
        add("办结时间", dates.closed.description)
        return .object(row)
    }
}
