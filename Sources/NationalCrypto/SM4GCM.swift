private import CGcrypt
private import Synchronization

/// The national cipher SM4 (GB/T 32907-2016) in Galois/Counter Mode, by libgcrypt, under one key.
///
/// What is sealed is its nonce, the ciphertext and the tag in one: `nonce ‖ ciphertext ‖ tag`.
/// The nonce is random, so one key must not seal more than some 2³² times.
@safe package final class SM4GCM: Sendable {
    package static let keySize = 16
    package static let nonceSize = 12
    package static let tagSize = 16

    private let handle: Mutex<OpaquePointer>

    package init(key: [UInt8]) {
        precondition(key.count == Self.keySize, "an SM4 key has 16 bytes")
        let handle = unsafe Handles.take()
        let error = unsafe gcry_cipher_setkey(handle, key, key.count)
        precondition(error == 0, "libgcrypt takes any key of SM4")
        unsafe self.handle = unsafe Mutex(handle)
    }

    deinit {
        unsafe handle.withLock { unsafe Handles.giveBack($0) }
    }

    /// Encrypts a message and ties it to `context`, which must be the same when it is opened.
    package func seal(_ message: [UInt8], context: [UInt8]) -> [UInt8] {
        var sealed = unpredictableBytes(Self.nonceSize)
        sealed.reserveCapacity(Self.nonceSize + message.count + Self.tagSize)
        sealed.append(contentsOf: message)
        sealed.append(contentsOf: repeatElement(0, count: Self.tagSize))
        let errors = unsafe handle.withLock { handle in
            unsafe sealed.withUnsafeMutableBytes { buffer -> gcry_error_t in
                let body = unsafe buffer.baseAddress?.advanced(by: Self.nonceSize)
                return unsafe Self.begin(handle, buffer.baseAddress, context)
                    | gcry_cipher_encrypt(handle, body, message.count, nil, 0)
                    | gcry_cipher_gettag(
                        handle,
                        body?.advanced(by: message.count),
                        Self.tagSize
                    )
            }
        }
        precondition(errors == 0, "libgcrypt seals any message")
        return sealed
    }

    /// The message that was sealed; nil if it was changed, or sealed under another key or
    /// for another context.
    package func open(_ sealed: [UInt8], context: [UInt8]) -> [UInt8]? {
        let count = sealed.count - Self.nonceSize - Self.tagSize
        guard count >= 0 else { return nil }
        var message = Array(sealed[Self.nonceSize..<Self.nonceSize + count])
        let errors = unsafe handle.withLock { handle in
            unsafe sealed.withUnsafeBytes { buffer -> gcry_error_t in
                let tag = unsafe buffer.baseAddress?.advanced(by: Self.nonceSize + count)
                return unsafe Self.begin(handle, buffer.baseAddress, context)
                    | message.withUnsafeMutableBytes {
                        unsafe gcry_cipher_decrypt(handle, $0.baseAddress, count, nil, 0)
                    } | gcry_cipher_checktag(handle, tag, Self.tagSize)
            }
        }
        return errors == 0 ? message : nil
    }

    private static func begin(
        _ handle: OpaquePointer,
        _ nonce: UnsafeRawPointer?,
        _ context: [UInt8]
    ) -> gcry_error_t {
        unsafe gcry_cipher_ctl(handle, Int32(GCRYCTL_RESET.rawValue), nil, 0)
            | gcry_cipher_setiv(handle, nonce, nonceSize)
            | gcry_cipher_authenticate(handle, context, context.count)
    }
}

/// libgcrypt's handles, used again: to open one costs as much as to seal ten phone numbers.
private enum Handles {
    // As numbers, for a pointer cannot be handed from one lock to another.
    private static let free = Mutex<[UInt]>([])
    /// How many wait to be used again at most.
    private static let freeMax = 64

    static func take() -> OpaquePointer {
        if let number = free.withLock({ $0.popLast() }),
            let handle = unsafe OpaquePointer(bitPattern: number)
        {
            return unsafe handle
        }
        _ = Library.ready
        var handle: gcry_cipher_hd_t?
        let (cipher, mode) = (GCRY_CIPHER_SM4.rawValue, GCRY_CIPHER_MODE_GCM.rawValue)
        let error = unsafe gcry_cipher_open(&handle, Int32(cipher), Int32(mode), 0)
        guard error == 0, let handle = unsafe handle else {
            preconditionFailure("libgcrypt 1.9 and later has SM4 in GCM")
        }
        return unsafe handle
    }

    static func giveBack(_ handle: OpaquePointer) {
        let number = UInt(bitPattern: handle)
        let isKept = free.withLock { free in
            guard free.count < freeMax else { return false }
            free.append(number)
            return true
        }
        if !isKept { unsafe gcry_cipher_close(handle) }
    }
}
