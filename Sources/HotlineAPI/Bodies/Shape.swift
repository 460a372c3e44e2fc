/// What a value in a request may be: what requests are checked against, and what
/// `/openapi.json` says of them.
indirect enum Shape: Sendable {
    /// Text that says something, of a length in characters.
    case text(lengthMax: Int)
    /// One of these words.
    case code([String])
    case unit
    case division
    case ticketNumber
    case instant
    case day
    /// A month, quarter or year: `2026-11`, `2026-Q4`, `2026`.
    case period
    /// Such as `2026-11`.
    case month
    case integer(ClosedRange<Int64>)
    case flag
    /// Where a page of a list ended, as the page said.
    case cursor
    /// Bytes in Base64, of a size before encoding.
    case bytes(sizeMax: Int)
    case list(Shape, countMax: Int)
    case object([Field])

    struct Field: Sendable {
        let name: String
        let shape: Shape
        let isRequired: Bool

        static func required(_ name: String, _ shape: Shape) -> Field {
            Field(name: name, shape: shape, isRequired: true)
        }

        static func optional(_ name: String, _ shape: Shape) -> Field {
            Field(name: name, shape: shape, isRequired: false)
        }
    }

    static func codes<Code: CaseIterable & RawRepresentable>(_ type: Code.Type) -> Shape
    where Code.RawValue == String {
        .code(type.allCases.map(\.rawValue))
    }
}

/// The lengths that texts may have, in characters.
enum TextLimit {
    /// The demand itself (诉求内容).
    static let demand = 20_000
    /// Answers, reports and notes (答复、办理情况).
    static let answer = 50_000
    static let reason = 2_000
    static let title = 200
    static let address = 500
    static let name = 200
    static let code = 64
    static let externalNumber = 100
    /// Most units that one filing may accuse.
    static let accusedMax = 20
    /// Most guidance cards that one caller is told of while filing.
    static let toldMax = 10
    /// Largest attachment, in bytes: what fits a request body in Base64.
    static let attachment = 700 << 10
}
