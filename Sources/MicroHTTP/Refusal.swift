package import HTTPTypes

/// Why a daemon answers in the place of the handler.
package enum Refusal: Sendable, Equatable {
    /// The request is not HTTP as we read it, or can be read in two ways.
    case malformed(String)
    case contentTooLarge(max: Int)
    case pathTooLong(max: Int)
    case fieldsTooLarge(max: Int)
    case tooManyFields(max: Int)
    /// A `Transfer-Encoding` other than `chunked`.
    case unknownTransferEncoding
    /// The handler deferred its answer and then nobody gave one, or the daemon is going away.
    case unanswered

    package var status: HTTPResponse.Status {
        switch self {
        case .malformed: .badRequest
        case .contentTooLarge: .contentTooLarge
        case .pathTooLong: .uriTooLong
        case .fieldsTooLarge, .tooManyFields: .requestHeaderFieldsTooLarge
        case .unknownTransferEncoding: .notImplemented
        case .unanswered: .serviceUnavailable
        }
    }

    /// The refusal as a line of plain text.
    package static func plain(_ refusal: Refusal) -> Response {
        Response(
            refusal.status,
            fields: [.contentType: "text/plain; charset=utf-8"],
            body: Array("\(refusal)\n".utf8)
        )
    }
}

extension Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let why): why
        case .contentTooLarge(let max): "the body is larger than \(max) bytes"
        case .pathTooLong(let max): "path and query are longer than \(max) bytes"
        case .fieldsTooLarge(let max): "the header is larger than \(max) bytes"
        case .tooManyFields(let max): "there are more than \(max) fields"
        case .unknownTransferEncoding: "of the transfer encodings only chunked is known here"
        case .unanswered: "no answer could be given; try again later"
        }
    }
}
