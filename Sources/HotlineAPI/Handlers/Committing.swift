internal import Foundation
internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import Logging
internal import MicroHTTP
internal import StrictJSON

/// Keeps the answer to a request in the commit that ends its work.
typealias KeepingAnswer = @Sendable (Ledger, Response) throws -> Void

extension Office {
    /// Has the writer do something, and answers when it is on disk.
    ///
    /// A request with an `Idempotency-Key` is done once: its answer is committed with what it
    /// tells of, and given again to whoever sends the same.
    func commit(
        _ exchange: Exchange,
        _ work: @escaping @Sendable (Ledger) throws -> Deferred.Making
    ) throws -> Answer {
        let key = try exchange.idempotencyKey(store.keys)
        let now = exchange.now
        try store.timeGuard.check(now)
        return .later { [self] answer in
            store.writer.submit { ledger -> Deferred.Making in
                guard let key else { return try work(ledger) }
                let response: Response
                if let kept = try ledger.answer(to: key) {
                    response = Response(kept)
                } else {
                    response = try work(ledger)()
                    try ledger.keep(KeptAnswer(response), for: key, at: now)
                }
                return { response }
            } done: { result in
                answer { self.answering(exchange.id) { try result.get()() } }
            }
        }
    }

    /// Has a list taken in, after those that came before it, and answers when all of it is on disk.
    ///
    /// With an `Idempotency-Key` it is taken in once: `work` keeps its answer in the same commit as
    /// the end of the list. One that was broken off is taken in anew.
    func takeIn(
        _ exchange: Exchange,
        _ work: @escaping @Sendable (@escaping KeepingAnswer) throws -> Response
    ) throws -> Answer {
        let key = try exchange.idempotencyKey(store.keys)
        let now = exchange.now
        try store.timeGuard.check(now)
        return .later { [self] answer in
            lists.async {
                let made = Result {
                    if let key, let kept = try self.store.answer(to: key) {
                        return Response(kept)
                    }
                    return try work { ledger, response in
                        guard let key else { return }
                        try ledger.keep(KeptAnswer(response), for: key, at: now)
                    }
                }
                answer { self.answering(exchange.id) { try made.get() } }
            }
        }
    }

    /// The answer that this request was given when it was first sent.
    ///
    /// Looked for before anything else: by now the same request might be refused.
    func earlierAnswer(_ exchange: Exchange) throws -> Response? {
        guard let key = try exchange.idempotencyKey(store.keys) else { return nil }
        return try store.answer(to: key).map(Response.init)
    }

    /// What the work says, or what to say of its failure.
    func answering(_ id: String, _ work: () throws -> Response) -> Response {
        do {
            return try work()
        } catch {
            return response(to: error, id: id)
        }
    }

    /// The answer to an error; what is not the sender's fault is logged, and told to nobody.
    func response(to error: any Error, id: String) -> Response {
        let isOurs = isAboutStorage(error) || error is ClockRunsBackwards
        if let problem = Problem(error), !isOurs { return problem.response }
        log.error("request failed", metadata: ["request": "\(id)", "error": "\(error)"])
        return (Problem(error) ?? .internal).response
    }
}

extension Exchange {
    /// How long a key may be, in characters.
    private static let keyLengthMax = 128

    /// Refuses a key where the answer must not be kept.
    func refuseKey() throws {
        guard request[.idempotencyKey] == nil else {
            throw Problem.malformed("这个操作的答复不保存（含密码、令牌或明文），所以不支持Idempotency-Key。")
        }
    }

    fileprivate func idempotencyKey(_ keys: KeyRing) throws -> IdempotencyKey? {
        guard let key = request[.idempotencyKey] else { return nil }
        let isVisible = key.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isVisible, (1...Self.keyLengthMax).contains(key.utf8.count) else {
            throw Problem.malformed("Idempotency-Key须是1至\(Self.keyLengthMax)个可见ASCII字符。")
        }
        let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        let head = "\(request.method.rawValue) \(request.path)?\(query)\n"
        return IdempotencyKey(
            account: actor.account,
            key: key,
            request: Array(head.utf8) + request.body,
            keys
        )
    }
}

// MARK: - Answers that are kept

extension KeptAnswer {
    /// The fields that are part of an answer and not of its transport.
    fileprivate init(_ response: Response) {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        for field in response.fields {
            writer.name(of: field.name.rawName)
            writer.string(field.value)
        }
        writer.endObject()
        self.init(
            status: response.status.code,
            fields: String(decoding: writer.bytes, as: UTF8.self),
            body: response.body
        )
    }
}

extension Response {
    fileprivate init(_ kept: KeptAnswer) {
        var fields: HTTPFields = [:]
        let members = (try? JSON(Array(kept.fields.utf8)))?.members ?? []
        for member in members {
            guard let name = HTTPField.Name(member.name), let value = member.value.string else {
                continue
            }
            fields[name] = value
        }
        self.init(.init(code: kept.status), fields: fields, body: kept.body)
    }
}
