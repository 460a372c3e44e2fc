import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineAPI

/// `hotline demo`: a county to try everything in.
struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes a county with accounts and some weeks of tickets, and serves it."
    )

    @OptionGroup var options: DataOptions

    @Option(help: "The port; 0 picks a free one.")
    var port: UInt16 = 8345

    @Option(help: "The numeric address to listen on.")
    var host = "127.0.0.1"

    @Flag(help: "Listen on other addresses than the machine's own, without TLS.")
    var insecureListen = false

    func run() throws {
        let folder = try RuleFolder(options.rules)
        let accounts = try DemoDirectory(url: options.directory, keyFile: options.keyFile).prepare(
            try DemoFixtures.load(beside: folder.url),
            rules: folder,
            now: Instant(seconds: Int64(Date().timeIntervalSince1970))
        ) {
            say("making the demo: \($0.stories.count) tickets and what became of them …")
        }
        var process = ServerProcess(directory: options.directory, folder: folder)
        process.keyFile = options.keyFile
        process.host = host
        process.mayListenInsecurely = insecureListen
        process.port = port
        try process.run { office, port in
            let greeting = DemoGreeting(
                accounts: accounts,
                units: office.rulesInForce.rulebook.units,
                address: "http://\(host):\(port)"
            )
            // Not print(), which would hold it back while the server runs.
            FileHandle.standardOutput.write(Data(greeting.text.utf8))
        }
    }
}
