internal import HTTPTypes
internal import StrictJSON

/// What goes out: the answers to each operation, and what the refusals have in common.
extension OpenAPI {
    static func responses(_ endpoint: Endpoint, among endpoints: [Endpoint]) -> JSON {
        let good = endpoint.answers.sorted { $0.key < $1.key }.map { status, name in
            var members = Schemas.response(name)
            members.append(JSON.Member("headers", headers(of: endpoint)))
            if name == "FiledTicket" {
                members.append(JSON.Member("links", links(to: endpoints)))
            }
            return JSON.Member(String(status), .object(members))
        }
        let bad = refusals(of: endpoint).map { status in
            JSON.Member(
                String(status),
                ["$ref": .string("#/components/responses/\(status)")]
            )
        }
        return .object(good + bad)
    }

    /// What can be asked of a ticket once it is there.
    private static func links(to endpoints: [Endpoint]) -> JSON {
        let ofTicket = endpoints.filter { endpoint in
            endpoint.path.split(separator: "/").filter { $0.first == "{" } == ["{number}"]
        }
        return .object(
            ofTicket.map { endpoint in
                let id = operationID(endpoint)
                return JSON.Member(
                    id,
                    [
                        "operationId": .string(id),
                        "parameters": ["number": "$response.body#/number"],
                    ]
                )
            }
        )
    }

    // MARK: Refusals

    private static func refusals(of endpoint: Endpoint) -> [Int] {
        var statuses: Set<Int> = [400, 414, 429, 431, 503]
        if case .account = endpoint.access { statuses.formUnion([401, 403]) }
        if endpoint.path.contains("{") { statuses.insert(404) }
        // An Idempotency-Key may have been used for something else.
        if endpoint.method == .post { statuses.insert(422) }
        switch endpoint.body {
        case .none: break
        case .fields, .action, .choice, .file, .list:
            statuses.formUnion([413, 415, 422])
        }
        return statuses.union(endpoint.refusals).sorted()
    }

    private static let descriptions: [(status: Int, description: String, fields: [String])] = [
        (400, "请求不合规范，或有未知字段、参数", []),
        (401, "没有登录或令牌，或已失效", ["WWW-Authenticate"]),
        (403, "角色不能做这项操作", []),
        (404, "没有，或不在权限范围内", []),
        (409, "工单的状态或规则不允许；或外部编号已受理", []),
        (412, "工单已有变化（If-Match不符）", []),
        (413, "请求体过大", []),
        (414, "地址过长", []),
        (415, "请求体不是JSON", []),
        (422, "字段的值不能接受，或Idempotency-Key已用于另一请求", []),
        (428, "缺少If-Match", []),
        (429, "请求过于频繁，请按Retry-After重试", ["Retry-After"]),
        (431, "请求头过大", []),
        (503, "暂时不能受理，请按Retry-After重试", ["Retry-After"]),
    ]

    static var refusals: JSON {
        .object(
            descriptions.map { status, description, fields in
                JSON.Member(
                    String(status),
                    [
                        "description": .string(description),
                        "headers": headers(named: ["X-Request-Id"] + fields),
                        "content": [
                            "application/problem+json": [
                                "schema": ["$ref": "#/components/schemas/Problem"]
                            ]
                        ],
                    ]
                )
            }
        )
    }

    // MARK: Fields

    private static func headers(of endpoint: Endpoint) -> JSON {
        headers(named: ["X-Request-Id"] + endpoint.answerFields.map(\.rawValue))
    }

    private static func headers(named names: [String]) -> JSON {
        .object(
            names.map { JSON.Member($0, ["$ref": .string("#/components/headers/\($0)")]) }
        )
    }

    static var headers: JSON {
        func field(_ description: String, isRequired: Bool = true, _ pattern: String) -> JSON {
            [
                "description": .string(description), "required": .boolean(isRequired),
                "schema": ["type": "string", "pattern": .string(pattern)],
            ]
        }
        return [
            "X-Request-Id": field("这次请求在日志中的编号", "^[0-9a-f]{16}$"),
            "ETag": field("随内容变化的标签", "^\"[^\"]+\"$"),
            "Location": field("新资源的地址", "^/"),
            "Link": field("下一页，RFC 8288", isRequired: false, "^<[^>]+>; rel=\"next\"$"),
            "WWW-Authenticate": field("须提供令牌", "^Bearer"),
            "Retry-After": field("多少秒后重试", "^[0-9]+$"),
        ]
    }
}

extension Endpoint {
    /// Whether an `Idempotency-Key` is of use.
    var keepsAnswers: Bool {
        guard case .account = access else { return false }
        return method == .post && !isQuestion && !isSecret
    }
}
