import Dispatch
import HTTPTypes
import MicroHTTP
import Testing

@Suite struct DrainTests {
    private let post = Post()

    @Test("a request under way is answered before the daemon goes")
    func requestUnderWay() throws {
        let arrived = DispatchSemaphore(value: 0)
        let mayGo = DispatchSemaphore(value: 0)
        let daemon = try Daemon { _ in
            arrived.signal()
            mayGo.wait()
            return .now(Response(.ok, body: Array("done".utf8)))
        }
        let client = try RawClient(port: daemon.port)
        try client.send("GET / HTTP/1.1\nHost: x\n\n")
        arrived.wait()

        daemon.drain(atMost: .seconds(10)) { mayGo.signal() }

        let response = try client.read()
        #expect(response.body == "done")
        #expect(response["Connection"] == "close")
        #expect(try client.isClosed())
    }

    @Test("a body still arriving is waited for")
    func bodyUnderWay() throws {
        let counters = Counters()
        let daemon = try Daemon(
            listening: .tcp(host: "127.0.0.1", port: 0),
            counters: counters,
            handler: mirror
        )
        let client = try RawClient(port: daemon.port)
        try client.send("POST / HTTP/1.1\nHost: x\nContent-Length: 6\n\nabc")
        #expect(eventually { counters.requestsUnderWay == 1 })

        daemon.drain(atMost: .seconds(10)) { try? client.send("def") }

        #expect(try client.read().body == "POST /\nabcdef")
    }

    @Test("long polls can be answered when nobody is let in any more")
    func longPolls() throws {
        let post = post
        let daemon = try Daemon(handler: post.leave)
        let port = daemon.port
        let clients = try (0..<50).map { _ in
            let client = try RawClient(port: port)
            try client.send("GET / HTTP/1.1\nHost: x\n\n")
            return client
        }
        let promises = post.take(50)
        let start = ContinuousClock.now

        daemon.drain(atMost: .seconds(60)) {
            #expect(throws: RawClient.NotConnected.self) { try RawClient(port: port) }
            for (_, promise) in promises { promise.answer(Response(.notModified)) }
        }

        #expect(start.duration(to: .now) < .seconds(10), "it waits no longer than it must")
        for client in clients {
            let response = try client.read()
            #expect(response.status == 304)
            #expect(response["Connection"] == "close")
        }
    }

    @Test("whoever waits to the end is told that no answer comes")
    func neverAnswered() throws {
        let post = post
        let daemon = try Daemon(handler: post.leave)
        let client = try RawClient(port: daemon.port)
        try client.send("GET / HTTP/1.1\nHost: x\n\n")
        let promise = try #require(post.take(1).first).1

        daemon.drain(atMost: .milliseconds(100))

        #expect(try client.read().status == 503)
        promise.answer(Response(.ok))  // Too late, and harmless.
    }

    @Test("a daemon whose owner goes stops as well", arguments: [false, true])
    func ownerGoes(somebodyWaits: Bool) throws {
        let post = post
        var port: UInt16 = 0
        do {
            let daemon = try Daemon(handler: post.leave)
            port = daemon.port
            let client = try RawClient(port: port)
            if somebodyWaits {
                try client.send("GET / HTTP/1.1\nHost: x\n\n")
                _ = post.take(1)
            }
        }
        #expect(throws: RawClient.NotConnected.self) { try RawClient(port: port) }
    }

    @Test("a body that never ends does not hold up the end")
    func endlessBody() throws {
        let counters = Counters()
        let daemon = try Daemon(
            listening: .tcp(host: "127.0.0.1", port: 0),
            counters: counters,
            handler: mirror
        )
        let client = try RawClient(port: daemon.port)
        try client.send("POST / HTTP/1.1\nHost: x\nContent-Length: 6\n\nabc")
        #expect(eventually { counters.requestsUnderWay == 1 })

        daemon.drain(atMost: .milliseconds(100))

        #expect(try client.isClosed())
        #expect(counters.connections == 0)
    }

    @Test("it ends in good order whatever comes in meanwhile", arguments: 0..<20)
    func underLoad(round: Int) throws {
        let daemon = try Daemon { request in
            let promise = Deferred()
            DispatchQueue.global().async {
                if request.path != "/never" { promise.answer(Response(.ok)) }
            }
            return .later(promise)
        }
        let clients = try (0..<8).map { _ in try RawClient(port: daemon.port) }
        for client in clients {
            try client.send((0..<10).map { _ in "GET / HTTP/1.1\nHost: x\n\n" }.joined())
        }
        try clients[round % 8].send("GET /never HTTP/1.1\nHost: x\n\n")

        daemon.drain(atMost: .milliseconds(100))
    }
}
