private import CGcrypt

/// The national hash function SM3 (GB/T 32905-2016), by libgcrypt.
package enum SM3 {
    /// The 32 bytes of the digest of `message`.
    package static func digest(_ message: [UInt8]) -> [UInt8] {
        _ = Library.ready
        var digest = [UInt8](repeating: 0, count: 32)
        unsafe digest.withUnsafeMutableBytes { digest in
            unsafe message.withUnsafeBytes { message in
                unsafe gcry_md_hash_buffer(
                    Int32(GCRY_MD_SM3.rawValue),
                    digest.baseAddress,
                    message.baseAddress,
                    message.count
                )
            }
        }
        return digest
    }
}

/// libgcrypt, made ready once.
enum Library {
    /// "The function gcry_check_version must be called before any other function in the
    /// library" (libgcrypt manual, 2.4).
    static let ready: Bool = {
        guard unsafe gcry_check_version(nil) != nil else {
            preconditionFailure("libgcrypt did not start")
        }
        return shim_gcrypt_finish_initialization() == 0
    }()
}

extension Array where Element == UInt8 {
    /// Lower-case hexadecimal, two digits a byte.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(count * 2)
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
