/// A text as its characters by number, and the byte that each begins at: read once, for all who
/// look at it.
struct ScalarText: Sendable {
    private(set) var scalars: [UInt32]
    /// Behind the last comes the end of the text.
    private(set) var starts: [UInt32]
    private(set) var count = 0

    init(_ text: String) {
        let bytes = text.utf8Span.span
        scalars = Array(repeating: 0, count: bytes.count)
        starts = Array(repeating: 0, count: bytes.count + 1)
        var index = 0
        while index < bytes.count {
            starts[count] = UInt32(truncatingIfNeeded: index)
            scalars[count] = Self.scalar(bytes, at: &index)
            count &+= 1
        }
        starts[count] = UInt32(truncatingIfNeeded: index)
    }

    /// The character at a place, which moves behind it; a `String` is always whole UTF-8.
    @inline(__always)
    private static func scalar(_ bytes: Span<UInt8>, at index: inout Int) -> UInt32 {
        let lead = UInt32(bytes[index])
        func rest(_ offset: Int) -> UInt32 { UInt32(bytes[index &+ offset]) & 0x3F }
        switch lead {
        case ..<0x80:
            index &+= 1
            return lead
        case ..<0xE0:
            let scalar = (lead & 0x1F) << 6 | rest(1)
            index &+= 2
            return scalar
        case ..<0xF0:
            let scalar = (lead & 0x0F) << 12 | rest(1) << 6 | rest(2)
            index &+= 3
            return scalar
        default:
            let scalar = (lead & 0x07) << 18 | rest(1) << 12 | rest(2) << 6 | rest(3)
            index &+= 4
            return scalar
        }
    }
}
