private import CGcrypt

/// Argon2id (RFC 9106), which makes guessing passwords costly, by libgcrypt.
///
/// Each hash takes its memory for as long as it lasts: whoever calls sees to it that few do at
/// once.
package struct Argon2: Hashable, Sendable {
    /// In KiB.
    package let memory: Int
    package let passes: Int

    package init(memory: Int, passes: Int) {
        self.memory = memory
        self.passes = passes
    }

    /// What OWASP asks for at least (Password Storage Cheat Sheet): 19 MiB, two passes.
    package static let usual = Argon2(memory: 19 << 10, passes: 2)

    package static let hashSize = 32
    package static let saltSize = 16

    /// The hash of a password; nil if there is not the memory for it.
    package func hash(_ password: [UInt8], salt: [UInt8]) -> [UInt8]? {
        _ = Library.ready
        let parameters = [UInt(Self.hashSize), UInt(passes), UInt(memory), 1]
        var handle: gcry_kdf_hd_t?
        let opened = unsafe password.withUnsafeBytes { password in
            unsafe salt.withUnsafeBytes { salt in
                unsafe gcry_kdf_open(
                    &handle,
                    Int32(GCRY_KDF_ARGON2.rawValue),
                    Int32(GCRY_KDF_ARGON2ID.rawValue),
                    parameters,
                    UInt32(parameters.count),
                    password.baseAddress,
                    password.count,
                    salt.baseAddress,
                    salt.count,
                    nil,
                    0,
                    nil,
                    0
                )
            }
        }
        guard opened == 0, let handle = unsafe handle else { return nil }
        defer { unsafe gcry_kdf_close(handle) }
        guard unsafe gcry_kdf_compute(handle, nil) == 0 else { return nil }
        var hash = [UInt8](repeating: 0, count: Self.hashSize)
        let ended = unsafe hash.withUnsafeMutableBytes { hash in
            unsafe gcry_kdf_final(handle, hash.count, hash.baseAddress)
        }
        return ended == 0 ? hash : nil
    }
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
package func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    guard one.count == other.count else { return false }
    var difference: UInt8 = 0
    for index in one.indices { difference |= one[index] ^ other[index] }
    return difference == 0
}
