internal import CMicroHTTPD
private import Glibc

/// The daemon's own thread: lets connections in and sees those out that we refused.
final class Doorman: Sendable {
    private let listener: Listener
    private let context: Context
    private let workers: [Worker]
    private let thread: pthread_t

    /// Starts the thread, or returns nil if the system has none to give.
    init?(_ listener: Listener, _ context: Context, _ workers: [Worker]) {
        let round = unsafe Unmanaged.passRetained(Round(listener, context, workers))
        var thread = pthread_t()
        guard unsafe pthread_create(&thread, nil, goRounds, round.toOpaque()) == 0 else {
            unsafe round.release()
            return nil
        }
        self.listener = listener
        self.context = context
        self.workers = workers
        self.thread = thread
    }

    /// Lets those in that are waiting and nobody after them, and ends the thread.
    ///
    /// Called once.
    func leave() {
        context.door.shut()
        pthread_join(thread, nil)
        listener.close()
    }
}

/// The doorman's thread.
private func goRounds(_ round: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let round = unsafe round else { return nil }
    unsafe Unmanaged<Round>.fromOpaque(round).takeRetainedValue().run()
    return nil
}

/// What the doorman has in hand.
private final class Round {
    private let listener: Listener
    private let context: Context
    private let workers: [Worker]
    private var turn = 0
    private var leaving: [Leaver] = []
    /// When there are no more descriptors, waiting connections wait until then.
    private var restsUntil: ContinuousClock.Instant?

    init(_ listener: Listener, _ context: Context, _ workers: [Worker]) {
        self.listener = listener
        self.context = context
        self.workers = workers
    }

    func run() {
        defer { for leaver in leaving { close(leaver.socket) } }
        while true {
            let events = wait()
            if let restsUntil, restsUntil <= .now { self.restsUntil = nil }
            if events.bell {
                let asked = context.door.answerBell()
                for socket in asked.leaving { keep(socket) }
                if asked.isClosed { return letIn() }
            }
            if events.knock { letIn() }
            seeOut()
        }
    }

    private func wait() -> (bell: Bool, knock: Bool) {
        let knocking = restsUntil == nil ? listener.socket : -1  // poll() ignores -1.
        let sockets = [context.door.bell, knocking] + leaving.map(\.socket)
        var polls = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let isPatient = leaving.isEmpty && restsUntil == nil
        _ = unsafe poll(&polls, nfds_t(polls.count), isPatient ? -1 : Self.tickMilliseconds)
        return (polls[0].revents != 0, polls[1].revents != 0)
    }

    // MARK: - In

    /// Takes all connections that are waiting.
    private func letIn() {
        while true {
            var storage = sockaddr_storage()
            let isLast = unsafe withUnsafeMutablePointer(to: &storage) { storage in
                unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    unsafe !letOneIn(address)
                }
            }
            if isLast { return }
        }
    }

    /// Takes one connection; returns false if none was waiting.
    private func letOneIn(_ address: UnsafeMutablePointer<sockaddr>) -> Bool {
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let socket = unsafe accept4(listener.socket, address, &size, flags)
        guard socket >= 0 else { return isWorthRetrying(errno) }
        let peer = unsafe numericAddress(of: address)
        guard context.admit(peer) else {
            close(socket)
            return true
        }
        turn = (turn + 1) % workers.count
        if unsafe !workers[turn].serve(socket, from: address, size: size) { context.depart(peer) }
        return true
    }

    private func isWorthRetrying(_ error: Int32) -> Bool {
        switch error {
        case EAGAIN:
            return false
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            restsUntil = .now + Self.rest
            return false
        default:
            return true  // That client has gone already; the next one may be there.
        }
    }

    // MARK: - Out

    private func keep(_ socket: Int32) {
        guard leaving.count < Door.leavingCountMax else {
            close(socket)
            return
        }
        leaving.append(Leaver(socket))
    }

    /// Lets those go that have nothing more to say.
    private func seeOut() {
        for index in leaving.indices.reversed() where leaving[index].isGone() {
            leaving.remove(at: index)
        }
    }

    private static let rest = Duration.milliseconds(100)
    private static let tickMilliseconds: Int32 = 100
}

/// A socket whose client may not have heard yet that we refuse what it is sending.
///
/// If we closed it with something unread in it, the kernel would tell the client that the
/// connection is broken, and it would throw our answer away.
private struct Leaver {
    let socket: Int32
    private var sizeDiscarded = 0
    private let deadline = ContinuousClock.now + secondsMax

    init(_ socket: Int32) {
        self.socket = socket
    }

    /// Discards what has come; returns true, with the socket closed, if that was all.
    mutating func isGone() -> Bool {
        while sizeDiscarded < Self.sizeMax, ContinuousClock.now < deadline {
            let size = unsafe withUnsafeTemporaryAllocation(
                byteCount: Self.pieceSize,
                alignment: 1
            ) { unsafe recv(socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
            if size < 0, errno == EAGAIN { return false }
            guard size > 0 else { break }
            sizeDiscarded += size
        }
        close(socket)
        return true
    }

    private static let secondsMax = Duration.seconds(2)
    private static let sizeMax = 64 << 20
    private static let pieceSize = 64 << 10
}
