internal import HTTPTypes

/// Reads the fields of a request's head, and what they say about its body.
///
/// libmicrohttpd looks at the first `Content-Length` only, and at none if there is a
/// `Transfer-Encoding`. A proxy that looks at another one would see other requests than we do
/// (request smuggling), so whatever can be read in two ways is refused (RFC 9112, 6.3).
struct FieldReader {
    private(set) var fields = HTTPFields()
    private var malformed: String?
    private var hostCount = 0
    private var contentLengths: [String] = []
    private var transferEncodings: [String] = []

    init() {
        fields.reserveCapacity(Self.countUsual)
    }

    mutating func append(name: HTTPField.Name?, value: String) {
        // libmicrohttpd takes a space before the colon for a part of the name.
        guard let name else {
            malformed = "a field name has characters that no field name has"
            return
        }
        // Lengths first, for most fields are none of these.
        switch name.canonicalName.utf8.count {
        case 4 where name.canonicalName == "host": hostCount += 1
        case 14 where name == .contentLength: contentLengths.append(value)
        case 17 where name == .transferEncoding: transferEncodings.append(value)
        default: break
        }
        fields.append(HTTPField(name: name, value: value))
    }

    private static let countUsual = 8

    /// Whether a body follows the head.
    var announcesBody: Bool { !contentLengths.isEmpty || !transferEncodings.isEmpty }

    /// The size of the body, if the head says it.
    var contentLength: Int? {
        contentLengths.first.flatMap { UInt64($0) }.map { Int(clamping: $0) }
    }

    /// Why the request cannot be served, if that shows in its fields.
    func refusal(isHTTP10: Bool, bodySizeMax: Int) -> Refusal? {
        if let malformed { return .malformed(malformed) }
        if contentLengths.count > 1 { return .malformed("there are two Content-Lengths") }
        if hostCount > 1 { return .malformed("there are two Hosts") }
        if hostCount == 0, !isHTTP10 { return .malformed("there is no Host") }
        if let encoding = transferEncodings.first {
            guard contentLengths.isEmpty else {
                return .malformed("there are both Content-Length and Transfer-Encoding")
            }
            guard transferEncodings.count == 1, encoding.lowercased() == "chunked" else {
                return .unknownTransferEncoding
            }
        }
        if let contentLength, contentLength > bodySizeMax {
            return .contentTooLarge(max: bodySizeMax)
        }
        return nil
    }
}
