internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineStore
internal import StrictJSON

/// What the command line changes in a data directory.
///
/// It is done by whoever has the directory: the server, if one runs, and else the command
/// itself. So there is never a second writer.
enum AdministrationOrder: Sendable {
    case account(AccountOrder)
    case importDivisions(RuleText)
    case importCalendar(RuleText, isDryRun: Bool)
    /// Reads the rules and the model anew.
    case reload
    case importRows(ImportOrder)
    case takeList(ListOrder)
    case rebuildIndex
    case vault(VaultOrder)

    /// Does it, and returns what to print.
    func perform(on office: Office, rules folder: RuleFolder) throws -> String {
        switch self {
        case .account(let order): return try order.perform(on: office)
        case .vault(let order): return try order.perform(on: office)
        case .importDivisions(let list): return try Self.importDivisions(list, office, folder)
        case .importCalendar(let file, let isDryRun):
            return try Self.importCalendar(file, isDryRun: isDryRun, office, folder)
        case .reload:
            try office.changingRules {
                _ = try office.putInForce(folder.load(with: office.store))
            }
            return "rules reloaded: \(office.rulesInForce.rulebook.units.all.count) units now"
        case .importRows(let order): return try order.perform(on: office)
        case .takeList(let order): return try order.perform(on: office)
        case .rebuildIndex:
            try office.store.rebuildIndex()
            return "the index is made anew, of \(office.store.changes.sequence) events"
        }
    }

    private static func importDivisions(
        _ list: RuleText,
        _ office: Office,
        _ folder: RuleFolder
    ) throws -> String {
        try office.changingRules {
            try Self.readDivisions(list, office, folder)
        }
    }

    private static func readDivisions(
        _ list: RuleText,
        _ office: Office,
        _ folder: RuleFolder
    ) throws -> String {
        // Read with all the rest before it is kept, so that a bad list changes nothing.
        let others = try office.store.divisionLists().filter { $0.name != list.name }
        let rules = try RulesInForce.read(
            folder.texts(),
            divisions: others + [list],
            calendars: office.store.calendars(),
            model: office.rulesInForce.rulebook.triage.model
        )
        try office.store.writer.write { try $0.keep(divisions: list) }
        try office.putInForce(rules)
        let leftOut = rules.leftOut.map { "\n\($0)" }.joined()
        return "imported \(list.name): \(rules.rulebook.units.all.count) units now\(leftOut)"
    }

    private static func importCalendar(
        _ file: RuleText,
        isDryRun: Bool,
        _ office: Office,
        _ folder: RuleFolder
    ) throws -> String {
        try office.changingRules {
            try Self.readCalendar(file, isDryRun: isDryRun, office, folder)
        }
    }

    private static func readCalendar(
        _ file: RuleText,
        isDryRun: Bool,
        _ office: Office,
        _ folder: RuleFolder
    ) throws -> String {
        _ = try office.rulesInForce.rulebook.calendar.replacing(year: file)
        let known = try office.store.calendars()
        let calendars = known + (known.contains { $0.text == file.text } ? [] : [file])
        let rules = try RulesInForce.read(
            folder.texts(),
            divisions: office.store.divisionLists(),
            calendars: calendars,
            model: office.rulesInForce.rulebook.triage.model
        )
        let year = try WorkCalendar(files: [file]).years
        guard let year = year.first else { throw CommandError("the file has no year") }
        let moves = try office.putInForce(
            rules,
            isDryRun: isDryRun,
            keeping: (file: file, year: year)
        )
        let lines = moves.map { "\($0.ticket) \($0.clock): \($0.from) → \($0.to)" }
        let verb = isDryRun ? "would move" : "moved"
        return (["\(year.year): \(verb) \(moves.count) deadlines"] + lines).joined(separator: "\n")
    }
}

// MARK: - Over the socket

extension AdministrationOrder {
    var json: JSON {
        switch self {
        case .account(let order): order.json
        case .rebuildIndex: ["order": "rebuildIndex"]
        case .vault(let order): order.json
        case .importDivisions(let list):
            [
                "order": "importDivisions", "name": .string(list.name),
                "text": .string(list.text),
            ]
        case .importCalendar(let file, let isDryRun):
            [
                "order": "importCalendar", "name": .string(file.name),
                "text": .string(file.text), "isDryRun": .boolean(isDryRun),
            ]
        case .reload: ["order": "reload"]
        case .importRows(let order): order.json
        case .takeList(let order): order.json
        }
    }

    init?(json: JSON) {
        func text(_ name: String) -> String? { json[name]?.string }
        switch text("order") {
        case "rebuildIndex": self = .rebuildIndex
        case "importDivisions":
            guard let name = text("name"), let text = text("text") else { return nil }
            self = .importDivisions(RuleText(name: name, text: text))
        case "importCalendar":
            guard let name = text("name"), let text = text("text") else { return nil }
            let isDryRun = json["isDryRun"]?.boolean ?? true
            self = .importCalendar(RuleText(name: name, text: text), isDryRun: isDryRun)
        case "reload": self = .reload
        case "importRows":
            guard let order = ImportOrder(json: json) else { return nil }
            self = .importRows(order)
        case "takeList":
            guard let order = ListOrder(json: json) else { return nil }
            self = .takeList(order)
        default:
            if let order = VaultOrder(json: json) {
                self = .vault(order)
            } else {
                guard let order = AccountOrder(json: json) else { return nil }
                self = .account(order)
            }
        }
    }
}
