import Foundation
import HTTPTypes
import MicroHTTP
import Testing

@Suite struct ListeningTests {
    private let directory = TemporaryDirectory()

    private var path: String { directory.socketPath }

    @Test("a port can be had once, and the second to want it is told so")
    func portInUse() throws {
        let first = try Daemon(handler: mirror)
        let address = Address.tcp(host: "127.0.0.1", port: first.port)
        let failure = #expect(throws: Daemon.Failure.inUse(address)) {
            _ = try Daemon(listening: address, handler: mirror)
        }
        #expect(
            failure?.description == "127.0.0.1:\(first.port) is in use: "
                + "stop what listens there, or choose another port"
        )
    }

    @Test("a port is free again at once")
    func portFreed() throws {
        let first = try Daemon(handler: mirror)
        let port = first.port
        _ = try RawClient(port: port).ask("GET / HTTP/1.1\nHost: x")
        first.drain(atMost: .seconds(10))
        let second = try Daemon(listening: .tcp(host: "127.0.0.1", port: port), handler: mirror)
        #expect(second.port == port)
    }

    @Test(
        "an address that cannot be had is named",
        arguments: [
            "localhost", "", "256.0.0.1", "192.0.2.1", "::zz",
        ]
    )
    func badHost(host: String) {
        let address = Address.tcp(host: host, port: 8_345)
        do {
            _ = try Daemon(listening: address, handler: mirror)
            Issue.record("it listens on \(address)")
        } catch {
            #expect("\(error)".hasPrefix("cannot listen on \(address): "))
            #expect(!"\(error)".contains("\n"))
        }
    }

    @Test("addresses read as in a browser")
    func descriptions() {
        #expect("\(Address.tcp(host: "127.0.0.1", port: 80))" == "127.0.0.1:80")
        #expect("\(Address.tcp(host: "::1", port: 80))" == "[::1]:80")
        #expect("\(Address.unix(path: "/run/x"))" == "/run/x")
    }

    @Test("a socket on all addresses serves IPv4 clients under their own address")
    func bothFamilies() throws {
        let everywhere = Address.tcp(host: "::", port: 0)
        let daemon: Daemon
        do {
            daemon = try Daemon(listening: everywhere) {
                .now(Response(.ok, body: Array($0.peer.utf8)))
            }
        } catch Daemon.Failure.cannotListen {
            return  // This machine has no IPv6.
        }
        let response = try RawClient(port: daemon.port).ask("GET / HTTP/1.1\nHost: x")
        #expect(response.body == "127.0.0.1")
    }

    // MARK: - Socket files

    @Test("a Unix socket serves its owner only")
    func socketFile() throws {
        let daemon = try Daemon(listening: .unix(path: path)) {
            .now(Response(.ok, body: Array("\($0.path) \($0.peer)".utf8)))
        }
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(daemon.port == 0)
        #expect(try UnixClient.send(Request(.get, "/x"), to: path).body == Array("/x ".utf8))
        daemon.drain(atMost: .seconds(10))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a socket file that is in use stays with its server")
    func socketFileInUse() throws {
        let daemon = try Daemon(listening: .unix(path: path), handler: mirror)
        #expect(throws: Daemon.Failure.inUse(.unix(path: path))) {
            _ = try Daemon(listening: .unix(path: path), handler: mirror)
        }
        #expect(try UnixClient.send(Request(.get, "/"), to: path).status == .ok)
        _ = daemon.port
    }

    @Test("a socket file that a killed server left behind is replaced")
    func staleSocketFile() throws {
        try leaveSocketFile()
        #expect(FileManager.default.fileExists(atPath: path))
        let daemon = try Daemon(listening: .unix(path: path), handler: mirror)
        #expect(try UnixClient.send(Request(.get, "/"), to: path).status == .ok)
        _ = daemon.port
    }

    @Test("a file of another kind is left alone")
    func otherFile() throws {
        try Data("precious".utf8).write(to: URL(filePath: path))
        #expect(throws: Daemon.Failure.self) {
            _ = try Daemon(listening: .unix(path: path), handler: mirror)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test("a path that is too long is refused")
    func longPath() {
        let path = "/" + String(repeating: "x", count: 200)
        #expect(throws: Daemon.Failure.self) {
            _ = try Daemon(listening: .unix(path: path), handler: mirror)
        }
    }

    /// Binds a socket to the path and goes without removing it.
    private func leaveSocketFile() throws {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            unsafe bytes.copyBytes(from: path.utf8)
        }
        let isBound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(socket, pointer, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        try #require(isBound)
    }
}
