package import HTTPTypes

/// A request that has arrived whole.
package struct Request: Sendable {
    package var method: HTTPRequest.Method
    /// The path without the query, percent-decoded.
    package var path: String
    /// The query, in order.
    package var query: [QueryItem]
    package var fields: HTTPFields
    package var body: [UInt8]
    /// What took the body in as it came; nil where it is in memory.
    package var upload: (any BodySink)?
    /// The numeric address of the client, or "" over a Unix socket.
    ///
    /// If the client is a trusted proxy, it is the last address in `X-Forwarded-For`: the one
    /// that the proxy itself saw.
    package var peer: String
    /// Whether nobody in between could read it: it came over TLS to us, or to a trusted proxy.
    package var isSecure: Bool

    package init(
        _ method: HTTPRequest.Method,
        _ path: String,
        query: [QueryItem] = [],
        fields: HTTPFields = [:],
        body: [UInt8] = [],
        peer: String = "",
        isSecure: Bool = false
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
        self.peer = peer
        self.isSecure = isSecure
    }
}

extension Request {
    /// The value of a field; of one that is there more than once, all of them with commas between.
    ///
    /// As the fields themselves say it, but for one alone without joining, which was a tenth of
    /// what an unchanged poll takes.
    package subscript(name: HTTPField.Name) -> String? {
        var value: String?
        for field in fields where field.name == name {
            if value != nil { return fields[name] }
            value = field.value
        }
        return value
    }
}

/// One `name=value` of a query, decoded: a `+` is a space, and a name alone has the value "".
package struct QueryItem: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// The answer to a request.
///
/// To a HEAD request, and with status 204 or 304, the body is not sent. `Content-Length` still
/// says its length where HTTP wants that, so a handler need not know HEAD from GET.
package struct Response: Sendable {
    package var status: HTTPResponse.Status
    package var fields: HTTPFields
    package var body: [UInt8]

    package init(
        _ status: HTTPResponse.Status,
        fields: HTTPFields = [:],
        body: [UInt8] = []
    ) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// What a handler made of a request.
package enum Outcome: Sendable {
    case now(Response)
    /// The connection waits, on no thread, until the promise is kept.
    ///
    /// That the client has gone shows only then.
    case later(Deferred)
}

/// Answers one request.
///
/// Handlers are synchronous: they run on the daemon's own threads, and every connection of the
/// same thread waits for them. They do not throw: whoever builds one has said what each error
/// looks like to a client.
package typealias Handler = @Sendable (Request) -> Outcome
