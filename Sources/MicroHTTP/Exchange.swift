internal import CMicroHTTPD
private import HTTPTypes

/// One request on its way in and its answer on its way out.
///
/// libmicrohttpd never calls for the same request from two threads at once, so all but
/// ``reply`` belongs to the thread of its connection.
final class Exchange: @unchecked Sendable {  // because only `reply` is shared, and it is locked.
    let context: Context
    private let connection: Connection
    private var target: Result<Target, Target.Mistake>?
    private var request = Request(.get, "")
    private var progress = Progress.arriving
    private var bodySizeMax = 0
    private var receivedSize = 0
    private let reply = Guarded(Reply.open)

    private enum Progress {
        /// Its target has arrived, its head has not.
        case arriving
        case receiving
        /// Its body is too large, and of the rest we only keep the size.
        case discarding(Int)
        case handled
    }

    private enum Reply {
        case open
        case suspended
        case answered(Deferred.Making)
    }

    /// A body of unknown size is swallowed so far before its connection is cut off: libmicrohttpd
    /// lets nobody answer in the middle of it.
    private static let discardedSizeMax = 16 << 20

    /// What is set aside for a body at once; what is only announced costs nothing.
    private static let bodySizeReserved = 64 << 10

    init(_ connection: Connection, context: Context, target: Span<UInt8>) {
        self.connection = connection
        self.context = context
        if target.count <= context.limits.pathLengthMax {
            do throws(Target.Mistake) {
                self.target = .success(try Target(target))
            } catch {
                self.target = .failure(error)
            }
        }
    }

    /// Whether its head has arrived.
    var hasBegun: Bool {
        if case .arriving = progress { false } else { true }
    }

    /// Takes the head.
    func begin(method: String, version: String, isWhole: Bool) -> MHD_Result {
        context.enter()
        progress = .receiving
        let head = connection.head
        let refusal =
            isWhole
            ? fill(method: method, version: version, head: head)
            : .malformed("a field has no name, or goes on in the next line")
        if let refusal {
            progress = .handled
            // libmicrohttpd closes the connection after an answer this early.
            if head.announcesBody { connection.peer?.seeOut() }
            return connection.queue(context.refusal(refusal), thenClose: true)
        }
        return .YES
    }

    /// Fills in the request, or says why it is refused.
    private func fill(method: String, version: String, head: FieldReader) -> Refusal? {
        let limits = context.limits
        guard connection.headerSize <= limits.headerSizeMax else {
            return .fieldsTooLarge(max: limits.headerSizeMax)
        }
        guard head.fields.count <= limits.fieldCountMax else {
            return .tooManyFields(max: limits.fieldCountMax)
        }
        switch target {
        case nil: return .pathTooLong(max: limits.pathLengthMax)
        case .failure(let mistake): return .malformed(mistake.reason)
        case .success(let target):
            request.path = target.path
            request.query = target.query
        }
        guard let method = HTTPRequest.Method(method) else {
            return .malformed("the method has characters that no method has")
        }
        request.method = method
        let isHTTP10 = version == "HTTP/1.0"
        let uploads = limits.uploads.flatMap { uploads in
            uploads.isUpload(request.method.rawValue, request.path) ? uploads : nil
        }
        bodySizeMax = uploads?.sizeMax ?? limits.bodySizeMax
        if let refusal = head.refusal(isHTTP10: isHTTP10, bodySizeMax: bodySizeMax) {
            return refusal
        }
        request.fields = head.fields
        let peer = connection.peer
        request.peer = peer?.client(in: head.fields) ?? ""
        request.isSecure = limits.credentials != nil || peer?.hadTLS(in: head.fields) == true
        request.upload = uploads?.sink(request)
        if request.upload == nil { bodySizeMax = limits.bodySizeMax }
        request.body.reserveCapacity(min(head.contentLength ?? 0, Self.bodySizeReserved))
        return nil
    }

    /// Takes a piece of the body.
    func receive(_ bytes: UnsafeRawBufferPointer) -> MHD_Result {
        switch progress {
        case .receiving where receivedSize + bytes.count <= bodySizeMax:
            receivedSize += bytes.count
            if let upload = request.upload {
                upload.write(unsafe Array(bytes))
            } else {
                unsafe request.body.append(contentsOf: bytes)
            }
        case .receiving:
            progress = .discarding(bytes.count)
            request.body = []
            request.upload = nil
        case .discarding(let size):
            guard size < Self.discardedSizeMax else { return .NO }
            progress = .discarding(size + bytes.count)
        case .arriving, .handled:
            return .NO
        }
        return .YES
    }

    /// Answers the request, which has arrived whole, or continues with an answer that has come.
    func finish() -> MHD_Result {
        switch progress {
        case .arriving:
            return .NO
        case .receiving:
            progress = .handled
            return handle()
        case .discarding:
            progress = .handled
            return queue(context.refusal(.contentTooLarge(max: bodySizeMax)))
        case .handled:
            guard case .answered(let response) = reply.withLock({ $0 }) else { return .NO }
            return queue(response())
        }
    }

    private func handle() -> MHD_Result {
        let outcome = context.handler(request)
        request = Request(.get, "")  // A long poll shall not keep its body while it waits.
        switch outcome {
        case .now(let response): return queue(response)
        case .later(let deferred): return wait(for: deferred)
        }
    }

    private func wait(for deferred: Deferred) -> MHD_Result {
        if let response = deferred.answer(orLet: self) { return queue(response()) }
        guard context.hold(self) else { return queue(context.refusal(.unanswered)) }
        let early: Deferred.Making? = reply.withLock { reply in
            if case .answered(let response) = reply { return response }
            connection.suspend()
            reply = .suspended
            return nil
        }
        guard let early else { return .YES }
        context.release(self)
        return queue(early())
    }

    private func queue(_ response: Response) -> MHD_Result {
        connection.queue(response, thenClose: context.isClosing)
    }

    /// Gives the answer that was awaited; the first one counts.
    ///
    /// Called from any thread, also when the connection is long gone.
    func settle(_ response: @escaping Deferred.Making) {
        let wasSuspended = reply.withLock { reply in
            switch reply {
            case .open:
                reply = .answered(response)
                return false
            case .suspended:
                reply = .answered(response)
                return true
            case .answered:
                return false
            }
        }
        guard wasSuspended else { return }
        connection.resume()
        context.release(self)
    }

    /// Notes that the request has ended.
    ///
    /// - Parameter isBrokenOff: Whether we were the ones who ended it before its time: then
    ///   libmicrohttpd has answered it, for its head is too large or malformed.
    func end(isBrokenOff: Bool) {
        request.upload = nil  // What came of it is let go.
        if isBrokenOff { connection.peer?.seeOut() }
        if hasBegun { context.leave() }
    }
}
