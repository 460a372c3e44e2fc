internal import Hotline
internal import HotlineStore
internal import StrictJSON

/// The parts of `/openapi.json` that say what values look like.
enum Schemas {
    /// Something that is no white space, and no control characters but tabs and line ends.
    private static let text = "^[^\(control)]*[^\(control)\(space)][^\(control)]*$"
    private static let control = "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f"
    private static let space =
        "\\u0009\\u000a\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029"
        + "\\u202f\\u205f\\u3000"
    private static let year = "(19|2[0-9])[0-9]{2}"
    private static let time = "([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\\.[0-9]{1,9})?"
    private static let offset = "(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
    private static let base64 =
        "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$"

    static func schema(_ shape: Shape) -> JSON {
        switch shape {
        case .text(let lengthMax):
            [
                "type": "string", "minLength": 1, "maxLength": .integer(Int64(lengthMax)),
                "pattern": .string(text),
            ]
        case .code(let codes): ["type": "string", "enum": .array(codes.map(JSON.string))]
        case .unit: unitCode
        case .division: divisionCode
        case .ticketNumber: number
        case .instant:
            [
                "type": "string", "format": "date-time",
                "pattern": .string("^\(year)-[0-9]{2}-[0-9]{2}T\(time)\(offset)$"),
            ]
        case .day:
            [
                "type": "string", "format": "date",
                "pattern": .string("^\(year)-[0-9]{2}-[0-9]{2}$"),
            ]
        case .period:
            [
                "type": "string",
                "pattern": .string("^\(year)(-(0[1-9]|1[0-2])|-Q[1-4])?$"),
            ]
        case .month:
            ["type": "string", "pattern": .string("^\(year)-(0[1-9]|1[0-2])$")]
        case .cursor: ["type": "string", "pattern": .string(Cursor.pattern)]
        case .integer(let range):
            [
                "type": "integer", "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ]
        case .flag: ["type": "boolean"]
        case .bytes(let sizeMax):
            [
                "type": "string", "contentEncoding": "base64", "pattern": .string(base64),
                "maxLength": .integer(Int64((sizeMax + 2) / 3 * 4)),
            ]
        case .list(let element, let countMax):
            [
                "type": "array", "items": schema(element),
                "maxItems": .integer(Int64(countMax)),
            ]
        case .object(let fields): object(fields)
        }
    }

    /// What is optional may also be null.
    private static func object(_ fields: [Shape.Field]) -> JSON {
        let properties = fields.map { field in
            let schema = schema(field.shape)
            return JSON.Member(field.name, field.isRequired ? schema : nullable(schema))
        }
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
        let body = schema(.object([name] + ActionBody.fields(of: action)))
        guard action == .reclassify, let members = body.members else { return body }
        let choices: [JSON] = ["kind", "matter", "aspect"].map { name in
            [
                "required": [.string(name)],
                "properties": .object([JSON.Member(name, ["type": "string"])]),
            ]
        }
        return .object(members + [JSON.Member("anyOf", .array(choices))])
    }

    static func pathParameter(_ name: String) -> JSON {
        switch name {
        case "number": number
        case "unit": unitCode
        case "code": divisionCode
        case "name": ["type": "string", "pattern": "^[0-9A-Za-z._@-]{1,64}$"]
        case "kind":
            ["type": "string", "enum": .array(ClockKind.allCases.map { .string($0.rawValue) })]
        case "statistic":
            [
                "type": "string",
                "enum": .array(StatisticName.allCases.map { .string($0.rawValue) }),
            ]
        case "household", "case", "import", "request", "list", "mark":
            [
                "type": "integer", "minimum": 1,
                "maximum": .integer(RecordNumber.max),
            ]
        case "annex": ["type": "integer", "minimum": 1, "maximum": 3]
        case "year": ["type": "integer", "minimum": 2000, "maximum": 2100]
        case "duty", "visit", "finding":
            ["type": "integer", "minimum": 1, "maximum": 999_999_999_999]
        default: ["type": "integer", "minimum": 1, "maximum": 100_000]
        }
    }

    private static let unitCode: JSON = [
        "type": "string", "maxLength": 40,
        "pattern": "^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})(-[0-9a-z-]*)?$",
    ]
    private static let divisionCode: JSON = [
        "type": "string", "pattern": "^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$",
    ]
    private static let number: JSON = ["type": "string", "pattern": "^[1-9][0-9]{13,17}$"]

    /// The members that say what an answer's body is.
    static func response(_ name: String) -> [JSON.Member] {
        let content: JSON?
        switch name {
        case "nothing": content = nil
        case "text": content = ["text/plain": ["schema": ["type": "string"]]]
        case "file": content = .object(AttachmentType.names.map { JSON.Member($0, [:]) })
        case "picture": content = ["image/svg+xml": ["schema": ["type": "string"]]]
        case "Table": content = .object(tableContents)
        case "Annex": content = .object(annexContents)
        case "Workbook": content = .object(workbookContents)
        case "Statistic": content = .object(statisticContents)
        default:
            let schema: JSON = ["$ref": .string("#/components/schemas/\(name)")]
            content = ["application/json": ["schema": schema]]
        }
        let description: JSON = name == "nothing" ? "没有内容" : "完成"
        return [JSON.Member("description", description)]
            + (content.map { [JSON.Member("content", $0)] } ?? [])
    }
}
