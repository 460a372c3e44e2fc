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

extension SM3 {
    /// A digest of what comes piece by piece.
    @safe package final class Stream: @unchecked Sendable {
        // @unchecked because whoever has one does not share it.
        private let handle: gcry_md_hd_t

        package init() {
            _ = Library.ready
            var handle: gcry_md_hd_t?
            let error = unsafe gcry_md_open(&handle, Int32(GCRY_MD_SM3.rawValue), 0)
            guard error == 0, let handle = unsafe handle else {
                preconditionFailure("libgcrypt 1.9 and later has SM3")
            }
            unsafe self.handle = unsafe handle
        }

        deinit {
            unsafe gcry_md_close(handle)
        }

        package func add(_ bytes: [UInt8]) {
            unsafe gcry_md_write(handle, bytes, bytes.count)
        }

        /// The 32 bytes of the digest; nothing can be added after.
        package func digest() -> [UInt8] {
            guard let bytes = unsafe gcry_md_read(handle, Int32(GCRY_MD_SM3.rawValue)) else {
                preconditionFailure("the digest was begun")
            }
            return unsafe Array(UnsafeBufferPointer(start: bytes, count: 32))
        }
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
