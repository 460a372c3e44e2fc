import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineStore
internal import Logging

/// The options of every command that touches data.
struct DataOptions: ParsableArguments {
    @Option(help: "The data directory.")
    var data: String

    @Option(help: "The folder of the rules; by default routing-rules, here or near the program.")
    var rules: String?

    @Option(help: "The file of the master keys, open to its owner alone; by default DATA/keys.")
    var keys: String?

    var directory: URL { URL(filePath: data) }
    var keyFile: URL? { keys.map { URL(filePath: $0) } }

    /// Has an order done by the server that has the directory, or else here.
    func perform(_ order: AdministrationOrder) throws -> String {
        let folder = try RuleFolder(rules)
        if let answer = try ControlSocket.send(order, to: directory) { return answer }
        let store = try Store(directory: directory, keys: keyFile)
        let office = Office(
            store: store,
            rules: try folder.load(with: store),
            log: .hotline
        ) {
            Instant(seconds: Int64(Date().timeIntervalSince1970))
        }
        let answer = try order.perform(on: office, rules: folder)
        try store.close()
        return answer
    }
}
