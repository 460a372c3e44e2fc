internal import Dispatch
internal import Foundation
internal import Glibc
internal import Hotline
internal import HotlineAPI
internal import HotlineConsole
internal import HotlineStore
internal import Logging
internal import MicroHTTP

/// A server from its start to its end.
struct ServerProcess {
    let directory: URL
    let folder: RuleFolder
    /// Where the master keys are; nil for the data directory.
    var keyFile: URL?
    var host = "127.0.0.1"
    var port: UInt16 = 8345
    var threadCount = 2
    var trustedProxies: Set<String> = []
    /// Whether others than this machine may be served over plain HTTP.
    var mayListenInsecurely = false
    var waitsPerAccountMax = WaitLimit.program
    /// What sends notices on; nil where nothing does.
    var noticeCommand: String?
    /// For HTTPS; nil for plain HTTP.
    var credentials: Credentials?

    /// How long requests under way may take when the server is told to stop, in seconds.
    static let drainSecondsMax = 8
    /// How often time is looked at, in seconds.
    static let sweepSeconds = 1

    /// Serves until the process is told to stop.
    ///
    /// Calls `whenReady` once, with the port.
    func run(whenReady: (_ office: Office, _ port: UInt16) throws -> Void = { _, _ in }) throws {
        try checkHost()
        signal(SIGPIPE, SIG_IGN)
        let stop = StopSignal()
        let store = try Store(directory: directory, keys: keyFile)
        let log = Logger.hotline
        let machine = MachineClock()
        let office = Office(
            store: store,
            rules: try folder.load(with: store),
            log: log,
            waitsPerAccountMax: waitsPerAccountMax,
            rereadRules: { [folder] in try folder.load(with: store) },
            clock: { machine.now }
        )
        let model = office.rulesInForce.rulebook.triage.model?.id
        log.info("classification", metadata: ["model": "\(model ?? "none: by rules alone")"])
        try store.timeGuard.check(office.clock())
        try office.sweep(at: office.clock())
        // A newer program may bring a year that was yet to be arranged.
        try office.putInForce(office.rulesInForce)
        let indexer = SearchIndexer(store)
        indexer.start()
        let sweeper = Sweeper(office)
        sweeper.start(everySeconds: Self.sweepSeconds)
        let notices = noticeCommand.map { NoticeCommand($0, for: office) }
        notices?.start()

        let control = try listenForOrders(office)
        let daemon = try listen(office)
        try whenReady(office, daemon.port)
        say("listening on \(credentials == nil ? "http" : "https")://\(host):\(daemon.port)")
        let reload = reloadOnHangUp(office)
        ServiceManager.tellReady()
        stop.wait()
        ServiceManager.tellStopping()
        reload.cancel()
        log.info("stopping")
        daemon.drain(atMost: .seconds(Self.drainSecondsMax)) { office.endPolls() }
        control.drain(atMost: .seconds(1))
        sweeper.stop()
        notices?.stop()
        do {
            try office.noteUses(at: office.clock(), isLast: true)
        } catch {
            // When something was last used is no reason not to end in order.
            log.error("last uses not kept", metadata: ["error": "\(error)"])
        }
        indexer.stop()
        try store.close()
    }

    /// Refuses to send names and passwords over a network in the clear.
    private func checkHost() throws {
        // What is no address at all is refused where it is listened on.
        guard host.contains(where: { ".:".contains($0) }),
            host.allSatisfy({ $0.isHexDigit || ".:".contains($0) })
        else { return }
        let isOwn = host.hasPrefix("127.") || host == "::1"
        guard isOwn || credentials != nil || mayListenInsecurely else {
            throw CommandError(
                "\(host) is reached by others, and there is no TLS: put a proxy before the server "
                    + "(ops/nginx.conf), give --tls-cert and --tls-key, or say --insecure-listen"
            )
        }
    }

    private func listen(_ office: Office) throws -> Daemon {
        var limits = Limits()
        limits.threadCount = threadCount
        limits.trustedProxies = trustedProxies
        limits.credentials = credentials
        let console = try ConsoleFolder.console()
        let server = Server(office: office) { request, visitor in
            try console.answer(request) { try visitor().map(office.visitor) }
        }
        limits.uploads = server.uploads
        return try Daemon(
            listening: .tcp(host: host, port: port),
            limits: limits,
            refusal: Server.response(to:),
            handler: server.answer
        )
    }

    private func listenForOrders(_ office: Office) throws -> Daemon {
        var limits = Limits()
        limits.threadCount = 1
        limits.bodySizeMax = 64 << 20
        let folder = folder
        return try Daemon(
            listening: .unix(path: ControlSocket.path(in: directory)),
            limits: limits
        ) {
            ControlSocket.answer($0, office, folder)
        }
    }

    /// Reads the rules anew on SIGHUP: all of them or, if there is a mistake, none.
    private func reloadOnHangUp(_ office: Office) -> any DispatchSourceSignal {
        signal(SIGHUP, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        let folder = folder
        source.setEventHandler {
            do {
                try office.changingRules {
                    _ = try office.putInForce(folder.load(with: office.store))
                }
                office.log.info("rules reloaded")
            } catch {
                office.log.error("rules not reloaded", metadata: ["mistakes": "\(error)"])
            }
        }
        source.resume()
        return source
    }
}

/// Waits for SIGTERM or SIGINT, from when it is made.
private final class StopSignal {
    private let semaphore = DispatchSemaphore(value: 0)
    private var sources: [any DispatchSourceSignal] = []

    init() {
        for number in [SIGTERM, SIGINT] {
            signal(number, SIG_IGN)  // Left to the source, instead of ending the process.
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [semaphore] in semaphore.signal() }
            source.resume()
            sources.append(source)
        }
    }

    func wait() {
        semaphore.wait()
    }
}

/// Records what time does, at a steady pace.
///
/// It asks what is due instead of arming a timer for each deadline: a sweep that comes late or
/// twice does no harm, and a restart loses nothing.
private final class Sweeper: @unchecked Sendable {
    // @unchecked because the timer is set up before it runs and only cancelled after.
    private let office: Office
    private let queue = DispatchQueue(label: "hotline-sweeper")
    private let timer: any DispatchSourceTimer

    init(_ office: Office) {
        self.office = office
        timer = DispatchSource.makeTimerSource(queue: queue)
    }

    func start(everySeconds seconds: Int) {
        timer.schedule(deadline: .now() + .seconds(seconds), repeating: .seconds(seconds))
        timer.setEventHandler { [office] in
            let now = office.clock()
            do {
                try office.sweep(at: now)
                ServiceManager.tellAlive()
                try office.noteUses(at: now)
                if now.secondOfDay % 3600 == 0 { try office.forgetOld(at: now) }
                try office.reckonAhead(at: now)
            } catch {
                // The next sweep records what this one could not.
                office.log.error("sweep failed", metadata: ["error": "\(error)"])
            }
        }
        timer.resume()
    }

    func stop() {
        timer.cancel()
        queue.sync {}
    }
}
