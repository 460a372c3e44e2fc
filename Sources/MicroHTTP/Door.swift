private import CMicroHTTPD
private import Glibc

/// What other threads ask of the ``Doorman``.
final class Door: Sendable {
    /// Readable when somebody asks.
    let bell: Int32
    private let asked = Guarded(Asked())

    struct Asked: Sendable {
        /// Sockets whose answer is on its way and whose clients may still be sending.
        var leaving: [Int32] = []
        var isClosed = false
    }

    init() throws(SystemError) {
        bell = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard bell >= 0 else { throw SystemError() }
    }

    deinit {
        for socket in asked.withLock({ $0.leaving }) { close(socket) }
        close(bell)
    }

    /// Reads and discards what still comes from a socket, so that its client reads our answer.
    ///
    /// The socket is the door's from now on.
    func seeOut(_ socket: Int32) {
        let isTaken = asked.withLock { asked in
            guard !asked.isClosed, asked.leaving.count < Self.leavingCountMax else { return false }
            asked.leaving.append(socket)
            return true
        }
        if isTaken { ring() } else { close(socket) }
    }

    /// Lets those in that are waiting, and nobody after them.
    func shut() {
        asked.withLock { $0.isClosed = true }
        ring()
    }

    /// What has been asked since the last time.
    func answerBell() -> Asked {
        var count: UInt64 = 0
        _ = unsafe read(bell, &count, MemoryLayout.size(ofValue: count))
        return asked.withLock { asked in
            defer { asked.leaving = [] }
            return asked
        }
    }

    private func ring() {
        var one: UInt64 = 1
        _ = unsafe write(bell, &one, MemoryLayout.size(ofValue: one))
    }

    /// How many may leave at once; from one more on, clients learn only that it is over.
    static let leavingCountMax = 64
}
