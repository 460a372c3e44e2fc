internal import HTTPTypes
internal import Hotline
internal import MicroHTTP
internal import StrictJSON

/// Writes `/openapi.json` from the table of endpoints (OpenAPI 3.1).
enum OpenAPI {
    static func document(_ endpoints: [Endpoint]) -> JSON {
        var paths: [JSON.Member] = []
        for path in endpoints.map(\.path).uniqued() {
            let operations = endpoints.filter { $0.path == path }.map { endpoint in
                JSON.Member(
                    endpoint.method.rawValue.lowercased(),
                    operation(endpoint, among: endpoints)
                )
            }
            paths.append(JSON.Member(path, .object(operations)))
        }
        return [
            "openapi": "3.1.0",
            "info": ["title": "求助有门 Hotline", "version": "1"],
            "servers": [["url": "/"]],
            "security": [["token": []], ["session": []]],
            "paths": .object(paths),
            "components": [
                "schemas": Schemas.all, "responses": refusals, "headers": headers,
                "securitySchemes": [
                    "token": ["type": "http", "scheme": "bearer"],
                    "session": [
                        "type": "apiKey", "in": "cookie", "name": "hotline-session",
                        "description": .string(
                            "登录后得到；HTTPS下名为__Host-hotline-session。除GET以外须带X-CSRF-Token"
                        ),
                    ],
                ],
            ],
        ]
    }

    /// Such as `post-tickets-number-actions`.
    static func operationID(_ endpoint: Endpoint) -> String {
        let words = endpoint.path.split { "/{}.".contains($0) }.filter { $0 != "api" && $0 != "v1" }
        return ([endpoint.method.rawValue.lowercased()[...]] + words).joined(separator: "-")
    }

    private static func operation(_ endpoint: Endpoint, among endpoints: [Endpoint]) -> JSON {
        var members: [JSON.Member] = [
            JSON.Member("operationId", .string(operationID(endpoint))),
            JSON.Member("summary", .string(endpoint.summary)),
        ]
        if case .everybody = endpoint.access { members.append(JSON.Member("security", [])) }
        let parameters =
            pathParameters(endpoint) + queryParameters(endpoint)
            + headerParameters(endpoint)
        members.append(JSON.Member("parameters", .array(parameters)))
        if let body = body(endpoint) { members.append(JSON.Member("requestBody", body)) }
        members.append(JSON.Member("responses", responses(endpoint, among: endpoints)))
        return .object(members)
    }

    // MARK: What comes in

    private static func pathParameters(_ endpoint: Endpoint) -> [JSON] {
        endpoint.path.split(separator: "/").filter { $0.first == "{" }.map { part in
            let name = String(part.dropFirst().dropLast())
            return [
                "name": .string(name), "in": "path", "required": true,
                "schema": Schemas.pathParameter(name),
            ]
        }
    }

    private static func queryParameters(_ endpoint: Endpoint) -> [JSON] {
        endpoint.parameters.map { parameter in
            [
                "name": .string(parameter.name), "in": "query",
                "required": .boolean(parameter.isRequired),
                "schema": Schemas.schema(parameter.shape),
            ]
        }
    }

    private static func headerParameters(_ endpoint: Endpoint) -> [JSON] {
        func header(_ name: String, _ description: String, _ schema: JSON) -> JSON {
            [
                "name": .string(name), "in": "header", "required": false,
                "description": .string(description), "schema": schema,
            ]
        }
        var headers: [JSON] = []
        if endpoint.keepsAnswers {
            headers.append(
                header(
                    "Idempotency-Key",
                    "同一键、同一请求只做一次",
                    ["type": "string", "pattern": "^[!-~]{1,128}$"]
                )
            )
        }
        if endpoint.answers[304] != nil {
            headers.append(
                header("If-None-Match", "上次得到的ETag；没有变化时得到304", ["type": "string"])
            )
        }
        if endpoint.takesTag {
            headers.append(
                header(
                    "If-Match",
                    "读取时的ETag；note、attach、urge、tell以外的操作必须带",
                    ["type": "string", "pattern": "^([*]|\"r[0-9]{1,9}\")$"]
                )
            )
        }
        return headers
    }

    private static func body(_ endpoint: Endpoint) -> JSON? {
        let schema: JSON
        switch endpoint.body {
        case .none: return nil
        case .file:
            let types = AttachmentType.names.map { JSON.Member($0, [:]) }
            return ["required": true, "content": .object(types)]
        case .list:
            let types = ["text/csv", Response.xlsxType].map { JSON.Member($0, [:]) }
            return ["required": true, "content": .object(types)]
        case .fields(let fields): schema = Schemas.schema(.object(fields))
        case .choice(let choices):
            schema = ["oneOf": .array(choices.map { Schemas.schema($0.shape) })]
        case .action:
            schema = ["oneOf": .array(TicketAction.allCases.map(Schemas.action))]
        }
        return [
            "required": true, "content": ["application/json": ["schema": schema]],
        ]
    }
}

extension Sequence where Element: Hashable {
    /// Each element once, where it first stands.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
