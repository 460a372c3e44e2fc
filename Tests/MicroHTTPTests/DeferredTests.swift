import Dispatch
import HTTPTypes
import MicroHTTP
import Testing

@Suite struct DeferredTests {
    private let post = Post()

    @Test("answers may come later, from any thread")
    func answeredLater() throws {
        let post = post
        let daemon = try Daemon(handler: post.leave)
        let clients = try (0..<200).map { number in
            let client = try RawClient(port: daemon.port)
            try client.send("GET /\(number) HTTP/1.1\nHost: x\n\n")
            return client
        }
        let promises = post.take(200)

        DispatchQueue.concurrentPerform(iterations: promises.count) { index in
            let (request, promise) = promises[index]
            promise.answer(Response(.ok, body: Array(request.path.utf8)))
        }

        for (number, client) in clients.enumerated() {
            #expect(try client.read().body == "/\(number)")
        }
    }

    @Test("an answer may come before the connection waits for it")
    func answeredBefore() throws {
        let daemon = try Daemon { _ in
            let promise = Deferred()
            promise.answer(Response(.created))
            return .later(promise)
        }
        let client = try RawClient(port: daemon.port)
        for _ in 0..<10 {
            #expect(try client.ask("GET / HTTP/1.1\nHost: x").status == 201)
        }
    }

    @Test("an answer may come just when the connection begins to wait")
    func answeredMeanwhile() throws {
        let daemon = try Daemon { request in
            let promise = Deferred()
            DispatchQueue.global().async {
                promise.answer(Response(.ok, body: Array(request.path.utf8)))
            }
            return .later(promise)
        }
        let client = try RawClient(port: daemon.port)
        for number in 0..<2_000 {
            #expect(try client.ask("GET /\(number) HTTP/1.1\nHost: x").body == "/\(number)")
        }
    }

    @Test("the first answer counts")
    func answeredTwice() throws {
        let post = post
        let daemon = try Daemon(handler: post.leave)
        let client = try RawClient(port: daemon.port)
        for _ in 0..<100 {
            try client.send("GET / HTTP/1.1\nHost: x\n\n")
            let promise = try #require(post.take(1).first).1
            DispatchQueue.concurrentPerform(iterations: 4) { number in
                promise.answer(Response(.ok, body: Array("\(number)".utf8)))
            }
            #expect(try client.read().status == 200)
        }
    }

    @Test("requests may follow one another although each waits")
    func pipelined() throws {
        let post = post
        let daemon = try Daemon(handler: post.leave)
        let client = try RawClient(port: daemon.port)
        try client.send((0..<20).map { "GET /\($0) HTTP/1.1\nHost: x\n\n" }.joined())
        for number in 0..<20 {
            let (request, promise) = try #require(post.take(1).first)
            #expect(request.path == "/\(number)")
            promise.answer(Response(.ok, body: Array("\(number)".utf8)))
            #expect(try client.read().body == "\(number)")
        }
    }

    @Test("a promise that nobody holds any more is answered for its holder")
    func letGo() throws {
        let daemon = try Daemon { _ in .later(Deferred()) }
        let client = try RawClient(port: daemon.port)
        #expect(try client.ask("GET / HTTP/1.1\nHost: x").status == 503)
        #expect(try client.ask("GET / HTTP/1.1\nHost: x").status == 503)
    }

    @Test("a promise that was given to nobody just goes")
    func neverGiven() {
        weak var left: Deferred?
        do {
            let promise = Deferred()
            promise.answer(Response(.ok))
            left = promise
        }
        #expect(left == nil)
    }

    @Test("an answer for a client that has gone harms nobody")
    func clientGone() throws {
        let post = post
        let counters = Counters()
        let daemon = try Daemon(
            listening: .tcp(host: "127.0.0.1", port: 0),
            counters: counters,
            handler: post.leave
        )
        let client = try RawClient(port: daemon.port)
        try client.send("GET / HTTP/1.1\nHost: x\n\n")
        let promise = try #require(post.take(1).first).1
        #expect(eventually { counters.requestsWaiting == 1 })
        client.vanish()

        promise.answer(Response(.ok))

        #expect(eventually { counters.connections == 0 })
        #expect(counters.requestsUnderWay == 0)
        #expect(counters.requestsWaiting == 0)
    }
}
