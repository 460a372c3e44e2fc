internal import CMicroHTTPD
private import Glibc
private import HTTPTypes

/// A client's connection, as libmicrohttpd has it.
///
/// It is valid until the callback for its end has been called.
@safe
struct Connection: @unchecked Sendable {  // because only resume() is called from other threads.
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) {
        unsafe self.handle = handle
    }

    /// Takes it from its thread until ``resume()``.
    ///
    /// > While a connection is suspended, MHD will not detect disconnects by the client.
    func suspend() {
        unsafe MHD_suspend_connection(handle)
    }

    func resume() {
        unsafe MHD_resume_connection(handle)
    }

    /// Who is at its other end.
    var peer: Peer? {
        guard let slot = unsafe shim_mhd_slot(handle) else { return nil }
        return unsafe Unmanaged<Peer>.fromOpaque(slot).takeUnretainedValue()
    }

    /// The size of the request's head.
    var headerSize: Int { unsafe shim_mhd_header_size(handle) }

    /// Whether the request's head, which begins with its `method`, ends where it should.
    func isHeadWhole(from method: UnsafePointer<CChar>) -> Bool {
        unsafe shim_mhd_head_is_whole(handle, method) != 0
    }

    /// The fields of the request's head.
    var head: FieldReader {
        var reader = FieldReader()
        // The callback only runs inside this call, so it may borrow `reader` where it lies.
        unsafe withUnsafeMutablePointer(to: &reader) { reader in
            unsafe shim_mhd_fields(handle, onField, reader)
        }
        return reader
    }

    /// Whether its client has sent something that nobody has read.
    var hasUnread: Bool {
        var byte: UInt8 = 0
        let flags = Int32(MSG_PEEK | MSG_DONTWAIT)
        return unsafe recv(shim_mhd_socket(handle), &byte, 1, flags) > 0
    }

    /// Another descriptor of the connection's socket, or nil if there are no more.
    func duplicateSocket() -> Int32? {
        let copy = unsafe fcntl(shim_mhd_socket(handle), F_DUPFD_CLOEXEC, 0)
        return copy < 0 ? nil : copy
    }

    /// Hands over the answer.
    ///
    /// libmicrohttpd adds `Date`, `Content-Length` and, where the connection ends with this
    /// answer, `Connection: close`.
    func queue(_ response: Response, thenClose: Bool) -> MHD_Result {
        let reply = unsafe response.body.withUnsafeBytes { bytes in
            unsafe MHD_create_response_from_buffer(
                bytes.count,
                UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                .RESPMEM_MUST_COPY
            )
        }
        guard let reply = unsafe reply else { return .NO }
        defer { unsafe MHD_destroy_response(reply) }

        for field in response.fields {
            unsafe MHD_add_response_header(reply, field.name.rawName, field.value)
        }
        if thenClose {
            unsafe MHD_add_response_header(reply, "Connection", "close")
        }
        return unsafe MHD_queue_response(handle, UInt32(response.status.code), reply)
    }
}

/// The C callback for each header field.
private func onField(
    reader: UnsafeMutableRawPointer,
    kind: MHD_ValueKind,
    name: UnsafePointer<CChar>,
    nameSize: Int,
    value: UnsafePointer<CChar>?,
    valueSize: Int
) -> MHD_Result {
    let reader = unsafe reader.assumingMemoryBound(to: FieldReader.self)
    let name = unsafe UnsafeRawBufferPointer(start: name, count: nameSize)
    let value = unsafe UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueSize)
    unsafe reader.pointee.append(
        name: fieldName(name),
        value: String(decoding: value, as: UTF8.self)
    )
    return .YES
}
