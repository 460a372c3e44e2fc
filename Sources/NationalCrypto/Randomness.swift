private import CGcrypt

/// Bytes that nobody can foretell, for keys, tokens, salts and query codes: the kernel's.
package func unpredictableBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
        let got = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe getrandom(buffer.baseAddress?.advanced(by: filled), count - filled, 0)
        }
        // It fails only where a signal came in between, and then gives less.
        if got > 0 { filled += got }
    }
    return bytes
}
