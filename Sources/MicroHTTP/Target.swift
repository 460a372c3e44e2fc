/// What a request is for: the path and the query, decoded.
struct Target: Sendable {
    var path: String
    var query: [QueryItem] = []

    /// Reads a request target as it was sent.
    ///
    /// - Throws: ``Mistake`` if something in it has no meaning, so that nothing is served under
    ///   a name that somebody else reads differently.
    init(_ bytes: Span<UInt8>) throws(Mistake) {
        let start = try Self.pathStart(in: bytes)
        let mark = bytes.firstIndex(of: UInt8(ascii: "?"), from: start) ?? bytes.count
        path = try Self.decode(bytes.extracting(start..<mark), isQuery: false)
        if path.isEmpty { path = "/" }  // Only http://host has an empty path.
        guard mark < bytes.count else { return }
        query = try Self.items(bytes.extracting((mark + 1)...))
    }

    /// Why a target cannot be read.
    struct Mistake: Error, Equatable {
        let reason: String
    }

    /// Skips `http://host`, which proxies send and RFC 9112 (3.2.2) wants understood.
    private static func pathStart(in bytes: Span<UInt8>) throws(Mistake) -> Int {
        if bytes.count > 0, bytes[0] == UInt8(ascii: "/") { return 0 }
        if bytes.count == 1, bytes[0] == UInt8(ascii: "*") { return 0 }
        for scheme in ["http://", "https://"] where bytes.starts(with: scheme) {
            let host = scheme.utf8.count
            return bytes.firstIndex(of: UInt8(ascii: "/"), from: host)
                ?? bytes.firstIndex(of: UInt8(ascii: "?"), from: host) ?? bytes.count
        }
        throw Mistake(reason: "the path does not begin with /")
    }

    private static func items(_ bytes: Span<UInt8>) throws(Mistake) -> [QueryItem] {
        var items: [QueryItem] = []
        var start = 0
        while start < bytes.count {
            let end = bytes.firstIndex(of: UInt8(ascii: "&"), from: start) ?? bytes.count
            let piece = bytes.extracting(start..<end)
            start = end + 1
            guard !piece.isEmpty else { continue }
            let equals = piece.firstIndex(of: UInt8(ascii: "="), from: 0) ?? piece.count
            let name = try decode(piece.extracting(..<equals), isQuery: true)
            let value = equals == piece.count ? piece.count : equals + 1
            let decoded = try decode(piece.extracting(value...), isQuery: true)
            items.append(QueryItem(name: name, value: decoded))
        }
        return items
    }

    private static func decode(_ bytes: Span<UInt8>, isQuery: Bool) throws(Mistake) -> String {
        if !bytes.needsDecoding(isQuery: isQuery) {
            guard let text = try? UTF8Span(validating: bytes) else { throw .notUTF8 }
            return String(copying: text)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.count, let high = hexDigit(bytes[index + 1]),
                    let low = hexDigit(bytes[index + 2])
                else { throw Mistake(reason: "a % is not followed by two hexadecimal digits") }
                let byte = high << 4 | low
                guard byte != 0 else { throw Mistake(reason: "there is a NUL in the path") }
                decoded.append(byte)
                index += 3
            case UInt8(ascii: "+") where isQuery:
                decoded.append(UInt8(ascii: " "))
                index += 1
            case 0...0x20, 0x7F:
                throw Mistake(reason: "there is a blank or a control character in the path")
            case let byte:
                decoded.append(byte)
                index += 1
            }
        }
        guard let text = String(validating: decoded, as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension Target.Mistake {
    static let notUTF8 = Self(reason: "the path or the query is not UTF-8")
}

extension Span<UInt8> {
    fileprivate func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        var index = start
        while index < count {
            if self[index] == byte { return index }
            index += 1
        }
        return nil
    }

    fileprivate func starts(with text: String) -> Bool {
        guard text.utf8.count <= count else { return false }
        return zip(text.utf8, indices).allSatisfy { pair in self[pair.1] == pair.0 }
    }

    fileprivate func needsDecoding(isQuery: Bool) -> Bool {
        for index in indices {
            switch self[index] {
            case UInt8(ascii: "%"), 0...0x20, 0x7F: return true
            case UInt8(ascii: "+") where isQuery: return true
            default: break
            }
        }
        return false
    }
}
