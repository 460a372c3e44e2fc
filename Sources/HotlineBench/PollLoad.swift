import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineTesting
internal import StrictJSON

/// Holds many long polls, and looks how soon a change wakes those that it concerns.
struct PollLoad: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "polls",
        abstract: "Holds long polls on a running server, and times how soon a change wakes them."
    )

    @Option(help: "The server's port.")
    var port: UInt16

    @Option(help: "The server's process, whose memory is looked at.")
    var process: Int32

    @Option(help: "The folder that `prepare` wrote to.")
    var from: String

    @Option(help: "How many polls are held.")
    var count = 10_000

    @Option(help: "How many changes are made.")
    var changes = 50

    func run() throws {
        let tokens = try JSON(Array(Data(contentsOf: URL(filePath: "\(from)/tokens.json"))))
        let desk = tokens.members?.first?.value.string ?? ""
        let units = (tokens.members ?? []).dropFirst().compactMap { member in
            member.value.string.map { (unit: member.name, token: $0) }
        }
        let before = try memory()
        let held = try (0..<count).map { index in
            let (unit, token) = units[index % units.count]
            let client = WireClient(port: port)
            try hold(client, unit, token)
            return (client: client, unit: unit)
        }
        let holding = try memory()
        var waits: [Double] = []
        let filer = WireClient(port: port)
        // A call about a township goes to it; one about a county would be asked for its township.
        let townships = units.filter { DivisionCode($0.unit)?.township != nil }
        for change in 0..<changes {
            let (unit, token) = townships[change % townships.count]
            guard let one = held.first(where: { $0.unit == unit }) else { continue }
            let begun = ContinuousClock.now
            try file(filer, desk, unit)
            _ = try one.client.read()
            waits.append((ContinuousClock.now - begun).inSeconds)
            try hold(one.client, unit, token)
        }
        waits.sort()
        let p99 = waits.isEmpty ? 0 : waits[min(waits.count - 1, waits.count * 99 / 100)]
        let result: JSON = [
            "held": .integer(Int64(held.count)),
            "memoryMiB": .number(Double(holding - before) / 1024),
            "wakeP50": .number(waits.isEmpty ? 0 : waits[waits.count / 2] * 1000),
            "wakeP99": .number(p99 * 1000),
        ]
        print(String(decoding: result.bytes, as: UTF8.self))
    }

    private func hold(_ client: WireClient, _ unit: String, _ token: String) throws {
        let path = "/api/v1/units/\(unit)/queue"
        let fields = [("Authorization", "Bearer \(token)")]
        let page = try client.ask("GET", path + "?limit=1", fields: fields)
        let tag = page["ETag"] ?? ""
        let head = """
            GET \(path)?limit=1&wait=60 HTTP/1.1\r\nHost: localhost\r\n\
            Authorization: Bearer \(token)\r\nIf-None-Match: \(tag)\r\n\r\n
            """
        try client.send(Array(head.utf8))
    }

    private func file(_ client: WireClient, _ token: String, _ unit: String) throws {
        let body: JSON = [
            "channel": "county-hotline", "text": "想咨询低保怎么申请。", "township": .string(unit),
        ]
        let fields = [
            ("Authorization", "Bearer \(token)"), ("Content-Type", "application/json"),
        ]
        let answer = try client.ask("POST", "/api/v1/tickets", fields: fields, body: body.bytes)
        guard answer.status == 201 else { throw ValidationError("filing: \(answer.text)") }
    }

    /// What the server has in memory, in KiB.
    private func memory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }
}
