internal import CMicroHTTPD
private import Glibc

/// A socket that clients can connect to.
struct Listener: Sendable {
    let socket: Int32
    let address: Address

    private typealias Failure = Daemon.Failure

    init(_ address: Address) throws(Daemon.Failure) {
        self.address = address
        switch address {
        case .tcp(let host, let port):
            socket = try Self.listen(host: host, port: port, for: address)
        case .unix(let path):
            socket = try Self.listen(path: path, for: address)
        }
    }

    /// Closes it; a socket file goes with it.
    func close() {
        if case .unix(let path) = address { unsafe unlink(path) }
        Glibc.close(socket)
    }

    /// The port, which the kernel chose if it was asked for port 0; 0 for a socket file.
    var port: UInt16 {
        var address = sockaddr_in6()  // The port of a sockaddr_in is at the same place.
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let isKnown = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe getsockname(socket, address, &size) == 0
            }
        }
        guard isKnown, Int32(address.sin6_family) != AF_UNIX else { return 0 }
        return UInt16(bigEndian: address.sin6_port)
    }

    // MARK: - TCP

    private static func listen(
        host: String,
        port: UInt16,
        for address: Address
    ) throws(Daemon.Failure) -> Int32 {
        var address4 = sockaddr_in()
        var address6 = sockaddr_in6()
        if unsafe inet_pton(AF_INET, host, &address4.sin_addr) == 1 {
            address4.sin_family = sa_family_t(AF_INET)
            address4.sin_port = port.bigEndian
            let socket = try open(AF_INET, for: address)
            try bind(socket, to: &address4, for: address)
            return try listen(socket, for: address)
        }
        if unsafe inet_pton(AF_INET6, host, &address6.sin6_addr) == 1 {
            address6.sin6_family = sa_family_t(AF_INET6)
            address6.sin6_port = port.bigEndian
            let socket = try open(AF_INET6, for: address)
            try bind(socket, to: &address6, for: address)
            return try listen(socket, for: address)
        }
        throw .cannotListen(address, "\(host) is not a numeric IPv4 or IPv6 address")
    }

    private static func open(
        _ family: Int32,
        for address: Address
    ) throws(Daemon.Failure) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let socket = Glibc.socket(family, type, 0)
        guard socket >= 0 else { throw .cannotListen(address, "\(SystemError())") }
        // Connections of the last run that linger in the kernel do not keep the port.
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, size)
        return socket
    }

    private static func bind<SocketAddress>(
        _ socket: Int32,
        to socketAddress: inout SocketAddress,
        for address: Address
    ) throws(Daemon.Failure) {
        let size = socklen_t(MemoryLayout<SocketAddress>.size)
        let isBound = unsafe withUnsafePointer(to: &socketAddress) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe Glibc.bind(socket, pointer, size) == 0
            }
        }
        if !isBound { throw failure(SystemError(), closing: socket, for: address) }
    }

    private static func listen(
        _ socket: Int32,
        for address: Address
    ) throws(Daemon.Failure) -> Int32 {
        guard Glibc.listen(socket, backlogSize) == 0 else {
            throw failure(SystemError(), closing: socket, for: address)
        }
        return socket
    }

    private static func failure(
        _ error: SystemError,
        closing socket: Int32,
        for address: Address
    ) -> Daemon.Failure {
        Glibc.close(socket)
        return error.number == EADDRINUSE ? .inUse(address) : .cannotListen(address, "\(error)")
    }

    /// How many connections may wait to be let in; the kernel has a limit of its own too.
    private static let backlogSize: Int32 = 4_096

    // MARK: - Socket files

    private static func listen(
        path: String,
        for address: Address
    ) throws(Daemon.Failure) -> Int32 {
        guard var socketAddress = sockaddr_un(path: path) else {
            throw .cannotListen(address, "a socket's path has at most \(sockaddr_un.pathMax) bytes")
        }
        try removeStaleFile(at: path, socketAddress, for: address)
        let socket = try open(AF_UNIX, for: address)
        // Set before the file is there, so that it is never open to others.
        fchmod(socket, S_IRUSR | S_IWUSR)
        try bind(socket, to: &socketAddress, for: address)
        return try listen(socket, for: address)
    }

    /// A process that was killed leaves its socket file behind, and nobody can listen there.
    private static func removeStaleFile(
        at path: String,
        _ socketAddress: sockaddr_un,
        for address: Address
    ) throws(Daemon.Failure) {
        var file = stat()
        guard unsafe lstat(path, &file) == 0 else { return }
        guard file.st_mode & S_IFMT == S_IFSOCK else {
            throw .cannotListen(address, "there is a file of that name")
        }
        let probe = try open(AF_UNIX, for: address)
        defer { Glibc.close(probe) }
        if socketAddress.connect(probe) { throw .inUse(address) }
        switch errno {
        case ECONNREFUSED: unsafe unlink(path)
        case ENOENT: return
        case EAGAIN: throw .inUse(address)  // Somebody listens and is too busy to answer.
        default: throw .cannotListen(address, "\(SystemError())")
        }
    }
}

extension sockaddr_un {
    /// The longest path that fits, without its NUL.
    static var pathMax: Int { MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1 }

    init?(path: String) {
        guard path.utf8.count <= Self.pathMax, !path.utf8.contains(0) else { return nil }
        self.init()
        sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &sun_path) { bytes in
            unsafe bytes.copyBytes(from: path.utf8)
        }
    }

    /// Connects a socket to it; if that fails, `errno` says why.
    func connect(_ socket: Int32) -> Bool {
        unsafe withUnsafePointer(to: self) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                let size = socklen_t(MemoryLayout<sockaddr_un>.size)
                return unsafe Glibc.connect(socket, pointer, size) == 0
            }
        }
    }
}
