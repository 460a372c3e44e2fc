internal import CMicroHTTPD

/// One thread of libmicrohttpd, and the connections that it serves.
///
/// There is a whole MHD_Daemon for each thread, without a listening socket. With a pool of
/// threads that accept by themselves, MHD_quiesce_daemon() and a thread that just reaches its
/// limit may both take the socket from the same epoll set, which ends the process (0.9.75); and
/// limits for connections would have to be the same for all.
@safe
struct Worker: @unchecked Sendable {  // because both functions may be called from any thread.
    private let handle: OpaquePointer

    /// Starts the thread, or returns nil if the system has none to give.
    ///
    /// `context` must be there until ``stop()`` has returned.
    init?(_ context: Context) {
        let callbacks = unsafe shim_mhd_callbacks(
            on_target: onTarget,
            on_step: onStep,
            on_end: onEnd,
            on_connection: onConnection
        )
        let limits = shim_mhd_limits(
            idle_seconds_max: UInt32(clamping: context.limits.idleSecondsMax),
            connections_max: UInt32.max,  // The doorman counts them.
            connection_memory: context.limits.headerSizeMax + Self.memoryBesideHeader
        )
        let address = unsafe Unmanaged.passUnretained(context).toOpaque()
        let handle = unsafe Self.withCredentials(context.limits.credentials) { credentials in
            unsafe shim_mhd_start(callbacks, limits, credentials, address)
        }
        guard let handle = unsafe handle else { return nil }
        unsafe self.handle = handle
    }

    /// libmicrohttpd reads the certificate and the key while it starts, and not after.
    private static func withCredentials(
        _ credentials: Credentials?,
        _ start: (shim_mhd_credentials) -> OpaquePointer?
    ) -> OpaquePointer? {
        guard let credentials else { return unsafe start(shim_mhd_credentials()) }
        return unsafe credentials.certificate.withCString { certificate in
            unsafe credentials.key.withCString { key in
                unsafe start(shim_mhd_credentials(certificate: certificate, key: key))
            }
        }
    }

    /// Hands it a connection; the socket is its own from now on, also if it returns false.
    func serve(_ socket: Int32, from address: UnsafePointer<sockaddr>, size: socklen_t) -> Bool {
        unsafe MHD_add_connection(handle, socket, address, size) == .YES
    }

    /// Ends all connections, then the thread.
    ///
    /// None of them may be suspended, and `serve` must not be called any more.
    func stop() {
        unsafe MHD_stop_daemon(handle)
    }

    /// What a connection needs besides the request's head: for the fields of the head, the
    /// pieces of the body and the head of the answer.
    private static let memoryBesideHeader = 8 << 10
}
