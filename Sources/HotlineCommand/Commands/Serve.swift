import ArgumentParser
internal import Foundation
internal import HotlineAPI
internal import MicroHTTP

/// The command `hotline serve`.
struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Runs the server.")

    @OptionGroup var options: DataOptions

    @Option(
        help: """
            A YAML file with any of these settings, by the same names. A flag goes before the \
            environment (HOTLINE_PORT for --port), and that before the file.
            """
    )
    var config: String?

    @Option(help: "The port; 0 picks a free one.")
    var port: UInt16 = 8345

    @Option(help: "The numeric address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "How many threads answer requests.")
    var httpThreads = 2

    @Option(
        help: """
            The address of a proxy whose X-Forwarded-For is believed; may be repeated. By \
            default the machine itself.
            """
    )
    var trustedProxy = ["127.0.0.1", "::1"]

    @Option(help: "The model to classify with; by default the one in the data directory, if any.")
    var model: String?

    @Flag(help: "Listen on other addresses than the machine's own also without TLS.")
    var insecureListen = false

    @Option(help: "How many requests of one program may wait for changes at once.")
    var waitsPerAccount = WaitLimit.program

    @Option(help: "The certificate chain in PEM, for HTTPS.")
    var tlsCert: String?

    @Option(help: "The certificate's private key in PEM.")
    var tlsKey: String?

    @Option(
        help: """
            A shell command that sends notices on, for example by SMS: it gets each as one line of \
            JSON, without personal data, on its standard input, and exits 0 when it has taken it.
            """
    )
    var noticeCommand: String?

    func validate() throws {
        guard (tlsCert == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-cert and --tls-key go together")
        }
        guard (1...64).contains(httpThreads) else {
            throw ValidationError("--http-threads is from 1 to 64")
        }
        guard (1...100_000).contains(waitsPerAccount) else {
            throw ValidationError("--waits-per-account is from 1 to 100000")
        }
    }

    func run() throws {
        var folder = try RuleFolder(options.rules)
        folder.modelFile = model.map { URL(filePath: $0) }
        var process = ServerProcess(directory: options.directory, folder: folder)
        process.keyFile = options.keyFile
        process.host = host
        process.mayListenInsecurely = insecureListen
        process.waitsPerAccountMax = waitsPerAccount
        process.port = port
        if let tlsCert, let tlsKey {
            process.credentials = try Credentials(
                certificate: textFile(tlsCert),
                key: textFile(tlsKey)
            )
        }
        process.threadCount = httpThreads
        process.noticeCommand = noticeCommand
        process.trustedProxies = Set(trustedProxy)
        try process.run()
    }
}
