import ArgumentParser
internal import Foundation
internal import Hotline
internal import Yams

/// What a file and the environment say that the command line of `serve` does not.
///
/// Each is turned into the arguments that say the same, so that there is one place that reads
/// and checks values, and a wrong one is told with the place that it comes from.
struct Settings {
    /// One setting that somebody made, and where.
    struct Made {
        let setting: Setting
        let arguments: [String]
        /// Such as `hotline.yaml:3:7` or `HOTLINE_PORT`.
        let origin: String
    }

    private(set) var made: [Made] = []
    private(set) var mistakes: [String] = []

    /// The file that is named by `--config` or else by `HOTLINE_CONFIG`.
    static func file(_ arguments: [String], _ environment: [String: String]) -> String? {
        for (index, argument) in arguments.enumerated() {
            if argument == "--config", index + 1 < arguments.count { return arguments[index + 1] }
            if argument.hasPrefix("--config=") { return String(argument.dropFirst(9)) }
        }
        return environment["HOTLINE_CONFIG"]
    }

    /// Adds to the arguments of `serve` what only file and environment say.
    ///
    /// - Throws: ``SettingMistakes`` with all that is wrong.
    static func complete(
        _ arguments: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> [String] {
        guard arguments.first == "serve" else {
            return arguments
        }
        let given = Array(arguments.dropFirst())
        let settings = try Settings(given: given, environment: environment)
        guard settings.mistakes.isEmpty else {
            throw SettingMistakes(mistakes: settings.mistakes)
        }
        return [arguments[0]] + given + settings.made.flatMap(\.arguments)
    }

    /// Reads file and environment; mistakes are noted, not thrown.
    ///
    /// - Throws: ``CommandError`` if the file cannot be read at all.
    init(given: [String], environment: [String: String]) throws {
        readEnvironment(environment)
        if let path = Self.file(given, environment) {
            readFile(RuleText(name: path, text: try textFile(path)))
        }
        made.removeAll { Self.says(given, $0.setting) }
        check(with: given)
    }

    private static func says(_ arguments: [String], _ setting: Setting) -> Bool {
        arguments.contains { $0 == "--\(setting.name)" || $0.hasPrefix("--\(setting.name)=") }
    }

    private mutating func readEnvironment(_ environment: [String: String]) {
        for setting in Setting.all {
            guard let text = environment[setting.variable], !text.isEmpty else { continue }
            let texts =
                setting.kind == .list ? text.split(separator: ",").map(String.init) : [text]
            make(setting, texts, setting.variable)
        }
    }

    private mutating func readFile(_ file: RuleText) {
        let reader = RuleReader(file: file.name)
        defer { mistakes += reader.mistakes.map(\.description) }
        guard let root = reader.compose(file.text),
            let mapping = reader.mapping(
                root,
                required: [],
                optional: Set(Setting.all.map(\.name))
            )
        else { return }
        for (key, node) in mapping {
            guard let setting = key.string.flatMap(Setting.named) else { continue }
            let texts = reader.texts(node)
            guard !texts.isEmpty, !made.contains(where: { $0.setting == setting }) else { continue }
            let mark = node.mark ?? key.mark
            make(setting, texts, "\(file.name):\(mark?.line ?? 1):\(mark?.column ?? 1)")
        }
    }

    private mutating func make(_ setting: Setting, _ texts: [String], _ origin: String) {
        if let arguments = setting.arguments(texts) {
            made.append(Made(setting: setting, arguments: arguments, origin: origin))
        } else {
            let wanted = setting.kind == .flag ? "true or false" : "one value"
            mistakes.append("\(origin): \(setting.name): expected \(wanted)")
        }
    }

    /// Lets the command line judge the values, leaving out each one that it refuses, so that all
    /// mistakes are found and not the first alone.
    private mutating func check(with given: [String]) {
        var rest = made
        while !rest.isEmpty {
            do {
                _ = try Serve.parse(given + rest.flatMap(\.arguments))
                return
            } catch {
                let message = Serve.message(for: error)
                guard
                    let index = rest.lastIndex(where: { message.contains("--\($0.setting.name)") })
                else { return }  // It is about the flags: the command itself will say it.
                let wrong = rest.remove(at: index)
                mistakes.append("\(wrong.origin): \(message)")
            }
        }
    }
}

/// Settings that cannot be used: everything that is wrong with them.
struct SettingMistakes: Error, CustomStringConvertible {
    let mistakes: [String]

    var description: String { mistakes.joined(separator: "\nhotline: ") }
}
