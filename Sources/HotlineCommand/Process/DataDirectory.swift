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
        let counter = try open()
        defer { counter.close() }
        return try counter.perform(order)
    }

    /// Where several orders can be given, one after another.
    func open() throws -> OrderCounter {
        try OrderCounter(directory: directory, keys: keyFile, folder: RuleFolder(rules))
    }
}

/// Takes orders: for the server that has the directory, or to do them here if none does.
final class OrderCounter {
    private let directory: URL
    private let keys: URL?
    private let folder: RuleFolder
    /// What they are done with here; opened when no server takes the first.
    private var office: Office?

    init(directory: URL, keys: URL?, folder: RuleFolder) {
        self.directory = directory
        self.keys = keys
        self.folder = folder
    }

    func perform(_ order: AdministrationOrder) throws -> String {
        if let office { return try order.perform(on: office, rules: folder) }
        if let answer = try ControlSocket.send(order, to: directory) { return answer }
        let store = try Store(directory: directory, keys: keys)
        let office = Office(
            store: store,
            rules: try folder.load(with: store),
            log: .hotline
        ) {
            Instant(seconds: Int64(Date().timeIntervalSince1970))
        }
        self.office = office
        try store.timeGuard.check(office.clock())
        return try order.perform(on: office, rules: folder)
    }

    func close() {
        // What was done is on disk already.
        try? office?.store.close()
        office = nil
    }
}
