internal import HTTPTypes
internal import MicroHTTP
internal import StrictJSON

extension Response {
    static func json(
        _ status: HTTPResponse.Status = .ok,
        fields: HTTPFields = [:],
        _ body: [UInt8]
    ) -> Response {
        var fields = fields
        fields[.contentType] = "application/json; charset=utf-8"
        if fields[.cacheControl] == nil { fields[.cacheControl] = "no-store" }
        return Response(status, fields: fields, body: body)
    }

    static func json(
        _ status: HTTPResponse.Status = .ok,
        fields: HTTPFields = [:],
        _ write: (inout JSONWriter) -> Void
    ) -> Response {
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        write(&writer)
        writer.endObject()
        return json(status, fields: fields, writer.bytes)
    }

    static func text(_ text: String) -> Response {
        Response(
            .ok,
            fields: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: Array(text.utf8)
        )
    }
}
