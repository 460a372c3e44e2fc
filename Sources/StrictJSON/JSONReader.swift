extension JSON {
    /// How deep arrays and objects may be nested.
    package static let depthMax = 32

    /// Reads one JSON text, which must be UTF-8.
    ///
    /// - Throws: ``JSONMistake`` at the first byte that cannot be; a name that occurs twice in
    ///   an object, and nesting beyond ``depthMax``, are mistakes too.
    package init(_ bytes: [UInt8]) throws(JSONMistake) {
        var reader = JSONReader(bytes: bytes)
        reader.skipSpace()
        self = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.isAtEnd else { throw reader.mistake("nothing may follow the value") }
    }
}

/// A recursive-descent reader over bytes, which is several times as fast as over characters.
private struct JSONReader {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { index >= bytes.count }

    func mistake(_ message: String) -> JSONMistake {
        JSONMistake(offset: index, message: message)
    }

    mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    mutating func value(depth: Int) throws(JSONMistake) -> JSON {
        guard index < bytes.count else { throw mistake("the text ends where a value should be") }
        switch bytes[index] {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "t"): return try literal("true", .boolean(true))
        case UInt8(ascii: "f"): return try literal("false", .boolean(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw mistake("expected a value")
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSON) throws(JSONMistake) -> JSON {
        let isThere = word.withUTF8Buffer { unsafe bytes[index...].starts(with: $0) }
        guard isThere else { throw mistake("expected a value") }
        index += word.utf8CodeUnitCount
        return value
    }

    private mutating func object(depth: Int) throws(JSONMistake) -> JSON {
        guard depth <= JSON.depthMax else { throw mistake("nested too deep") }
        index += 1
        var members: [JSON.Member] = []
        var names = Names()
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                throw mistake("expected a name in quotes")
            }
            let start = index
            let name = try string()
            guard names.insert(name, after: members) else {
                throw JSONMistake(offset: start, message: "the name '\(name)' occurs twice")
            }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw mistake("expected ':'") }
            skipSpace()
            members.append(JSON.Member(name, try value(depth: depth)))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw mistake("expected ',' or '}'") }
        }
    }

    private mutating func array(depth: Int) throws(JSONMistake) -> JSON {
        guard depth <= JSON.depthMax else { throw mistake("nested too deep") }
        index += 1
        var elements: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            skipSpace()
            elements.append(try value(depth: depth))
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw mistake("expected ',' or ']'") }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    // MARK: Numbers

    private mutating func number() throws(JSONMistake) -> JSON {
        let start = index
        _ = take(UInt8(ascii: "-"))
        let leadsWithZero = index < bytes.count && bytes[index] == UInt8(ascii: "0")
        let digits = skipDigits()
        guard digits > 0, !(leadsWithZero && digits > 1) else { throw mistake("not a number") }
        var isWhole = true
        if take(UInt8(ascii: ".")) {
            isWhole = false
            guard skipDigits() > 0 else { throw mistake("not a number") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard skipDigits() > 0 else { throw mistake("not a number") }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw mistake("too large") }
        return .number(number)
    }

    private mutating func skipDigits() -> Int {
        let start = index
        while index < bytes.count, bytes[index] >= 48, bytes[index] <= 57 { index += 1 }
        return index - start
    }

    // MARK: Strings

    private mutating func string() throws(JSONMistake) -> String {
        index += 1
        let start = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                let text = try text(bytes[start..<index], from: start)
                index += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw mistake("a control character must be escaped") }
            index += 1
        }
        throw mistake("the text ends within a string")
    }

    private func text(
        _ bytes: ArraySlice<UInt8>,
        from offset: Int
    ) throws(JSONMistake) -> String {
        // Several times as fast as `String(validating:as:)`, which is generic at run time.
        do {
            return String(copying: try UTF8Span(validating: bytes.span))
        } catch {
            throw JSONMistake(offset: offset, message: "the text is not UTF-8")
        }
    }

    /// Reads on from the first backslash, into a buffer of its own.
    private mutating func escapedString(from start: Int) throws(JSONMistake) -> String {
        var unescaped = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return try text(unescaped[...], from: start)
            case UInt8(ascii: "\\"):
                index += 1
                try escape(into: &unescaped)
            case 0..<0x20:
                throw mistake("a control character must be escaped")
            default:
                unescaped.append(byte)
                index += 1
            }
        }
        throw mistake("the text ends within a string")
    }

    private mutating func escape(into buffer: inout [UInt8]) throws(JSONMistake) {
        guard index < bytes.count else { throw mistake("the text ends within a string") }
        let byte = bytes[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"): buffer.append(contentsOf: String(try scalar()).utf8)
        default: throw mistake("no such escape")
        }
    }

    /// The character of `\uXXXX`, or of two of them where they are a surrogate pair.
    private mutating func scalar() throws(JSONMistake) -> Unicode.Scalar {
        let high = try fourHexDigits()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw mistake("half of a surrogate pair")
        }
        let low = try fourHexDigits()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw mistake("half of a surrogate pair") }
        return scalar
    }

    private mutating func fourHexDigits() throws(JSONMistake) -> UInt32 {
        guard index + 4 <= bytes.count else { throw mistake("expected four hex digits") }
        var value: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw mistake("expected four hex digits")
            }
            value = value << 4 + UInt32(digit)
        }
        index += 4
        return value
    }
}

/// The names of an object so far: compared one by one while they are few, which is faster.
private struct Names {
    private static let fewMax = 16
    private var many: Set<String> = []

    /// Whether a name is new among those of the members before it.
    mutating func insert(_ name: String, after members: [JSON.Member]) -> Bool {
        if members.count < Self.fewMax { return !members.contains { $0.name == name } }
        if many.isEmpty { many = Set(members.map(\.name)) }
        return many.insert(name).inserted
    }
}
