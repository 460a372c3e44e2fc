import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineStore
internal import HotlineTesting
internal import StrictJSON

/// Gives a database the accounts that are measured by, and writes what they send.
struct Prepare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Adds accounts to a database, and writes tokens, units and bodies for the load."
    )

    @Option(help: "The data directory, which no server has.")
    var data: String

    @Option(help: "The folder to write to: tokens.json, desks.txt, units.txt, bodies.jsonl.")
    var out: String

    @Option(help: "The county whose units have accounts.")
    var county = "140105"

    @Option(help: "How many bodies are written.")
    var bodies = 5_000

    @Option(help: "A TSV file whose last column is a letter, for bodies of real length.")
    var letters: String?

    /// How many desks ask, for one account may not ask as often as a load does.
    private static let deskCount = 8

    func run() throws {
        let store = try Store(directory: URL(filePath: data))
        let rules = try RulesInForce.read(Shipped.ruleTexts(), divisions: [], calendars: [])
        let units = rules.rulebook.units
        guard let county = DivisionCode(county), let province = DivisionCode("14") else {
            throw ValidationError("--county is a code of six digits")
        }
        let folder = URL(filePath: out)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let now = Instant(seconds: Int64(Date().timeIntervalSince1970))
        func token(_ name: String, _ unit: UnitID, _ division: DivisionCode) throws -> String {
            let token = Token.fresh()
            let name = "bench-\(name)-\(now.seconds)"
            let account = Account(name: name, role: .system, division: division, unit: unit)
            try store.add(account, token: token, at: now)
            return token.text
        }
        let desk = units.desk(of: province)
        let desks = try (0..<Self.deskCount).map { try token("desk-\($0)", desk, province) }
        let list = desks.joined(separator: "\n") + "\n"
        try write(Array(list.utf8), to: folder.appending(path: "desks.txt"))
        var tokens = [JSON.Member(desk.description, .string(desks[0]))]
        for unit in units.units(in: county) where unit.kind != .desk {
            let text = try token(unit.id.description, unit.id, unit.id.division)
            tokens.append(JSON.Member(unit.id.description, .string(text)))
        }
        try write(JSON.object(tokens).bytes, to: folder.appending(path: "tokens.json"))
        let working = units.all.filter { $0.successor == nil && $0.kind != .village }
        let names = working.map(\.id.description).joined(separator: "\n") + "\n"
        try write(Array(names.utf8), to: folder.appending(path: "units.txt"))
        var demands = try Demands(rules, letters: letters.map { URL(filePath: $0) }, seed: 7)
        var lines: [UInt8] = []
        for _ in 0..<bodies { lines += demands.words().body.bytes + [10] }
        try write(lines, to: folder.appending(path: "bodies.jsonl"))
        try store.close()
    }

    private func write(_ bytes: [UInt8], to file: URL) throws {
        try Data(bytes).write(to: file)
    }
}

extension Demands.Words {
    /// The words as a client files them.
    var body: JSON {
        var caller: [JSON.Member] = []
        func add(_ name: String, _ value: JSON?) {
            if let value { caller.append(JSON.Member(name, value)) }
        }
        add("name", self.caller.name.map { .string($0) })
        add("phone", self.caller.phone.map { .string($0) })
        add("idNumber", self.caller.idNumber.map { .string($0) })
        if self.caller.isAnonymous { add("anonymous", .boolean(true)) }
        if self.caller.isConfidential { add("confidential", .boolean(true)) }
        return [
            "channel": "county-hotline", "text": .string(text), "title": .string(title),
            "address": .string(address), "caller": .object(caller),
        ]
    }
}
