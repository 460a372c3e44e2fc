private import CGcrypt
private import Synchronization

/// Message authentication by SM3 under one key (HMAC, GB/T 15852.2), by libgcrypt.
@safe package final class HMACSM3: Sendable {
    package static let size = 32

    private let handle: Mutex<OpaquePointer>

    package init(key: [UInt8]) {
        _ = Library.ready
        var handle: gcry_mac_hd_t?
        let error = unsafe gcry_mac_open(&handle, Int32(GCRY_MAC_HMAC_SM3.rawValue), 0, nil)
        guard error == 0, let handle = unsafe handle,
            unsafe gcry_mac_setkey(handle, key, key.count) == 0
        else { preconditionFailure("libgcrypt 1.9 and later has HMAC by SM3") }
        unsafe self.handle = unsafe Mutex(handle)
    }

    deinit {
        unsafe handle.withLock { unsafe gcry_mac_close($0) }
    }

    /// The 32 bytes that only who has the key can tell of this message.
    package func code(of message: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Self.size)
        var size = Self.size
        let errors = unsafe handle.withLock { handle in
            // Keeps the key, as the manual says.
            unsafe gcry_mac_ctl(handle, Int32(GCRYCTL_RESET.rawValue), nil, 0)
                | gcry_mac_write(handle, message, message.count)
                | gcry_mac_read(handle, &code, &size)
        }
        precondition(errors == 0 && size == Self.size, "libgcrypt authenticates any message")
        return code
    }

    /// A key for one purpose, from a secret that serves many.
    package func key(for purpose: String) -> [UInt8] {
        code(of: Array("hotline key for \(purpose)".utf8))
    }
}
