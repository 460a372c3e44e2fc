internal import HTTPTypes

/// Finds the name of a field, the usual ones without making it anew.
///
/// Made anew, the names of a request's fields are a tenth of what the request costs.
func fieldName(_ bytes: UnsafeRawBufferPointer) -> HTTPField.Name? {
    if let slot = unsafe slotNumber(bytes), let usual = usualNames[slot],
        unsafe usual.isSpelled(bytes)
    {
        return usual.name
    }
    return unsafe HTTPField.Name(String(decoding: bytes, as: UTF8.self))
}

private struct UsualName: Sendable {
    let name: HTTPField.Name
    let canonical: [UInt8]

    /// Whether the bytes are this name, whatever their case.
    ///
    /// The lengths are equal, for they share a slot. A loop, because `zip` over the name's own
    /// UTF-8 costs as much as making it anew.
    func isSpelled(_ bytes: UnsafeRawBufferPointer) -> Bool {
        for index in canonical.indices {
            var byte = unsafe bytes[index]
            if (65...90).contains(byte) { byte |= 0x20 }
            if byte != canonical[index] { return false }
        }
        return true
    }
}

/// The usual names, each in the slot for its length and last letter.
private let usualNames = slots(for: [
    "Host", "Accept", "Cookie", "Origin", "Referer", "If-Match", "User-Agent", "Connection",
    "Content-Type", "Authorization", "If-None-Match", "Cache-Control", "Content-Length",
    "Accept-Encoding", "Accept-Language", "Idempotency-Key", "X-Forwarded-For",
])

private func slots(for spellings: [String]) -> [UsualName?] {
    var names = [UsualName?](repeating: nil, count: (lengthMax + 1) << 5)
    for spelling in spellings {
        let canonical = Array(spelling.lowercased().utf8)
        let slot = unsafe canonical.withUnsafeBytes { bytes in unsafe slotNumber(bytes) }
        guard let slot, let name = HTTPField.Name(spelling) else { continue }
        names[slot] = UsualName(name: name, canonical: canonical)
    }
    return names
}

private let lengthMax = 15

private func slotNumber(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard bytes.count <= lengthMax, let last = unsafe bytes.last else { return nil }
    return bytes.count << 5 | Int(last & 0x1F)
}
