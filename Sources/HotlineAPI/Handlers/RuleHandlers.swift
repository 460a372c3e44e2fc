internal import Hotline
internal import Logging
internal import MicroHTTP
internal import StrictJSON
internal import Synchronization

/// The rules in force, and putting new ones in their place (规则).
struct RuleHandlers: Sendable {
    let office: Office

    static let reloadFields: [Shape.Field] = [.optional("dryRun", .flag)]

    /// Most lines that are shown of one file's change.
    private static let linesMax = 200

    /// Answers `GET /api/v1/rules`: each rule with what it rests on.
    func rules(_ exchange: Exchange) throws -> Answer {
        guard [.administrator, .manager].contains(exchange.actor.role) else {
            throw Problem.notPermitted
        }
        let rules = office.rulesInForce
        let since = Instant(seconds: office.rulesSince.load(ordering: .relaxed))
        return .now(
            .json { writer in
                writer.member("readAt", since.description)
                writer.name("items")
                writer.beginArray()
                for entry in rules.texts.flatMap(RuleCatalogue.entries) {
                    write(entry, in: &writer)
                }
                writer.endArray()
                writer.name("next")
                writer.null()
            }
        )
    }

    private func write(_ entry: RuleEntry, in writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("name", entry.name)
        writer.member("says", entry.says)
        writer.member("basis", entry.basis)
        writer.member("grade", entry.grade.rawValue)
        writer.member("file", entry.file)
        writer.member("line", entry.line)
        writer.endObject()
    }

    /// Answers `POST /api/v1/rules/reload`: all of the files or, if there is a mistake, none.
    func reload(_ exchange: Exchange) throws -> Answer {
        guard exchange.actor.role == .administrator else { throw Problem.notPermitted }
        let body = try Body(exchange.request.body, Self.reloadFields)
        let isTrial = body.flag("dryRun") ?? false
        let former = office.rulesInForce
        do {
            let new = try office.changingRules {
                let new = try office.rereadRules()
                if !isTrial { office.replaceRules(by: new) }
                return new
            }
            if !isTrial {
                office.log.info("rules reloaded", metadata: ["by": "\(exchange.actor.account)"])
            }
            let changes = RuleChange.between(former.texts, new.texts)
            return .now(answer(changes: changes, isLoaded: !isTrial))
        } catch let error as RuleMistakes {
            return .now(answer(mistakes: error.mistakes))
        }
    }

    private func answer(
        changes: [RuleChange] = [],
        mistakes: [RuleMistake] = [],
        isLoaded: Bool = false
    ) -> Response {
        .json { writer in
            writer.member("reloaded", isLoaded)
            writer.name("changes")
            writer.beginArray()
            for change in changes {
                writer.beginObject()
                writer.member("file", change.file)
                writer.member("removed", Array(change.removed.prefix(Self.linesMax)))
                writer.member("added", Array(change.added.prefix(Self.linesMax)))
                writer.endObject()
            }
            writer.endArray()
            writer.name("mistakes")
            writer.beginArray()
            for mistake in mistakes {
                writer.beginObject()
                writer.member("file", mistake.file)
                writer.member("line", mistake.line)
                writer.member("column", mistake.column)
                writer.member("message", mistake.message)
                writer.endObject()
            }
            writer.endArray()
        }
    }
}

/// What is different in one file of the rules.
struct RuleChange: Sendable {
    let file: String
    let removed: [String]
    let added: [String]

    static func between(_ former: [RuleText], _ new: [RuleText]) -> [RuleChange] {
        let before = Dictionary(former.map { ($0.name, $0.text) }) { first, _ in first }
        let after = Dictionary(new.map { ($0.name, $0.text) }) { first, _ in first }
        return Set(before.keys).union(after.keys).sorted().compactMap { file in
            let (old, new) = (before[file] ?? "", after[file] ?? "")
            guard old != new else { return nil }
            let difference = lines(of: new).difference(from: lines(of: old))
            return RuleChange(
                file: file,
                removed: difference.removals.map(\.line),
                added: difference.insertions.map(\.line)
            )
        }
    }

    private static func lines(of text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }
}

extension CollectionDifference<String>.Change {
    fileprivate var line: String {
        switch self {
        case .insert(_, let line, _), .remove(_, let line, _): line
        }
    }
}
