import HTTPTypes
import MicroHTTP
import Testing

@Suite struct LimitTests {
    private let counters = Counters()

    @Test("an address has only so many connections")
    func connectionsPerAddress() throws {
        var limits = Limits()
        limits.connectionsPerAddressMax = 2
        try expectRoomForTwo(limits)
    }

    @Test("so has the daemon")
    func connections() throws {
        var limits = Limits()
        limits.connectionsMax = 2
        try expectRoomForTwo(limits)
    }

    @Test("a trusted proxy has a limit of its own")
    func connectionsPerProxy() throws {
        var limits = Limits()
        limits.trustedProxies = ["127.0.0.1"]
        limits.connectionsPerAddressMax = 1
        limits.connectionsPerProxyMax = 2
        try expectRoomForTwo(limits)
    }

    private func expectRoomForTwo(_ limits: Limits) throws {
        let daemon = try daemon(limits)
        let first = try RawClient(port: daemon.port)
        #expect(try first.ask("GET / HTTP/1.1\nHost: x").status == 200)
        do {
            let second = try RawClient(port: daemon.port)
            #expect(try second.ask("GET / HTTP/1.1\nHost: x").status == 200)
            #expect(try RawClient(port: daemon.port).isClosed())
            #expect(counters.connectionsRefused == 1)
        }
        #expect(eventually { counters.connections == 1 })
        let third = try RawClient(port: daemon.port)
        #expect(try third.ask("GET / HTTP/1.1\nHost: x").status == 200)
    }

    @Test(
        "who a request is from",
        arguments: [
            (["127.0.0.1"], "192.0.2.1", "192.0.2.1"),
            (["127.0.0.1"], "198.51.100.9,\t192.0.2.1 ", "192.0.2.1"),
            (["127.0.0.1"], "198.51.100.9\nX-Forwarded-For: 192.0.2.1", "192.0.2.1"),
            (["127.0.0.1"], "2001:DB8::0:1", "2001:db8::1"),
            (["127.0.0.1"], "::ffff:192.0.2.1", "192.0.2.1"),
            (["127.0.0.1"], "unknown", "127.0.0.1"),
            (["127.0.0.1"], "", "127.0.0.1"),
            (["192.0.2.7"], "192.0.2.1", "127.0.0.1"),
            (["::ffff:127.0.0.1"], "192.0.2.1", "192.0.2.1"),
            ([], "192.0.2.1", "127.0.0.1"),
        ]
    )
    func peer(trusted: [String], forwardedFor: String, peer: String) throws {
        var limits = Limits()
        limits.trustedProxies = Set(trusted)
        let daemon = try daemon(limits)
        let head = "GET / HTTP/1.1\nHost: x\nX-Forwarded-For: \(forwardedFor)"
        #expect(try RawClient(port: daemon.port).ask(head).body == peer)
    }

    @Test(
        "a client that vanishes in the middle of its request harms nobody",
        arguments: [
            "GET / HT", "GET / HTTP/1.1\nHost: x\nAc",
            "POST / HTTP/1.1\nHost: x\nContent-Length: 100\n\nabc",
            "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n5\nab",
        ]
    )
    func clientGone(request: String) throws {
        let daemon = try daemon(Limits())
        let client = try RawClient(port: daemon.port)
        try client.send(request)
        #expect(eventually { counters.connections == 1 })
        client.vanish()
        #expect(eventually { counters.connections == 0 })
        #expect(counters.requestsUnderWay == 0)
        let other = try RawClient(port: daemon.port)
        #expect(try other.ask("GET / HTTP/1.1\nHost: x").status == 200)
    }

    @Test("a silent client is sent away, but not one that waits for us")
    func silence() throws {
        let post = Post()
        var limits = Limits()
        limits.idleSecondsMax = 1
        let daemon = try Daemon(limits, handler: post.leave)
        let waiting = try RawClient(port: daemon.port)
        try waiting.send("GET / HTTP/1.1\nHost: x\n\n")
        let promise = try #require(post.take(1).first).1
        let silent = try ["", "GET / HT", "POST / HTTP/1.1\nHost: x\nContent-Length: 9\n\nab"].map {
            let client = try RawClient(port: daemon.port)
            try client.send($0)
            return client
        }
        for client in silent { #expect(try client.isClosed()) }

        promise.answer(Response(.ok))
        #expect(try waiting.read().status == 200)
    }

    @Test("what is counted adds up")
    func counting() throws {
        let daemon = try daemon(Limits())
        let client = try RawClient(port: daemon.port)
        for _ in 0..<3 { _ = try client.ask("GET / HTTP/1.1\nHost: x") }
        _ = try RawClient(port: daemon.port).ask("GET / HTTP/1.1")
        #expect(counters.requests == 4)
        #expect(eventually { counters.requestsUnderWay == 0 && counters.connections == 1 })
        #expect(counters.connectionsRefused == 0)
    }

    /// A daemon that says who asks.
    private func daemon(_ limits: Limits) throws -> Daemon {
        try Daemon(
            listening: .tcp(host: "127.0.0.1", port: 0),
            limits: limits,
            counters: counters
        ) { .now(Response(.ok, body: Array($0.peer.utf8))) }
    }
}
