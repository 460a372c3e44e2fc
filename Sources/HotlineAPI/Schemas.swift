internal import Hotline
internal import StrictJSON

/// The parts of `/openapi.json` that say what values look like.
enum Schemas {
    /// Some letter or sign that shows, and no control characters but tabs and line ends.
    private static let text = "^\(anything)[!-~\\u3400-\\u9fa5]\(anything)$"
    private static let anything = "[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f]*"

    static func schema(_ shape: Shape) -> JSON {
        switch shape {
        case .text(let lengthMax):
            [
                "type": "string", "minLength": 1, "maxLength": .integer(Int64(lengthMax)),
                "pattern": .string(text),
            ]
        case .code(let codes): ["type": "string", "enum": .array(codes.map(JSON.string))]
        case .unit: unit
        case .division: division
        case .ticketNumber: number
        case .instant: ["type": "string", "format": "date-time"]
        case .day: ["type": "string", "format": "date"]
        case .integer(let range):
            [
                "type": "integer", "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ]
        case .flag: ["type": "boolean"]
        case .bytes:
            ["type": "string", "contentEncoding": "base64", "pattern": "^([A-Za-z0-9+/]{4})+$"]
        case .list(let element, let countMax):
            [
                "type": "array", "items": schema(element),
                "maxItems": .integer(Int64(countMax)),
            ]
        case .object(let fields): object(fields)
        }
    }

    private static func object(_ fields: [Shape.Field]) -> JSON {
        let properties = fields.map { JSON.Member($0.name, schema($0.shape)) }
        return [
            "type": "object",
            "properties": .object(properties),
            "required": .array(fields.filter(\.isRequired).map { .string($0.name) }),
            "additionalProperties": false,
        ]
    }

    /// The body of one action, told from the others by `action`.
    static func action(_ action: TicketAction) -> JSON {
        let name = Shape.Field.required("action", .code([action.rawValue]))
        return schema(.object([name] + ActionBody.fields(of: action)))
    }

    static func pathParameter(_ name: String) -> JSON {
        switch name {
        case "number": number
        case "unit": unit
        case "code": division
        case "kind":
            ["type": "string", "enum": .array(ClockKind.allCases.map { .string($0.rawValue) })]
        case "year": ["type": "integer", "minimum": 2000, "maximum": 2100]
        default: ["type": "integer", "minimum": 1, "maximum": 100_000]
        }
    }

    private static let unit: JSON = [
        "type": "string",
        "pattern": "^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})(-[a-z-]{1,20})?$",
    ]
    private static let division: JSON = [
        "type": "string", "pattern": "^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$",
    ]
    private static let number: JSON = ["type": "string", "pattern": "^[1-9][0-9]{13,17}$"]

    static func response(_ name: String) -> JSON {
        switch name {
        case "nothing": return ["description": "没有变化"]
        case "text":
            return ["description": "文本", "content": ["text/plain": ["schema": ["type": "string"]]]]
        case "file":
            let types = AttachmentType.names.map { JSON.Member($0, [:]) }
            return ["description": "文件", "content": .object(types)]
        case "object":
            return [
                "description": "完成",
                "content": ["application/json": ["schema": ["type": "object"]]],
            ]
        default:
            return [
                "description": "完成",
                "content": [
                    "application/json": [
                        "schema": ["$ref": .string("#/components/schemas/\(name)")]
                    ]
                ],
            ]
        }
    }
}
