internal import CMicroHTTPD
private import Glibc

/// The C callback for the path and query of a request.
///
/// What it returns stands in `slot` from the first step to the end.
func onTarget(
    context: UnsafeMutableRawPointer,
    target: UnsafePointer<CChar>,
    connection: OpaquePointer
) -> UnsafeMutableRawPointer {
    let context = unsafe Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()
    let connection = unsafe Connection(connection)
    let bytes = unsafe UnsafeRawBufferPointer(start: target, count: strlen(target))
    let exchange = unsafe Exchange(
        connection,
        context: context,
        target: bytes.bindMemory(to: UInt8.self).span
    )
    return unsafe Unmanaged.passRetained(exchange).toOpaque()  // Until onEnd.
}

/// The C callback for each step of a request.
///
/// libmicrohttpd calls it once with the head, once for each piece of the body, and once more
/// when nothing is left, which is when the request has arrived whole. If the connection was
/// suspended then, it calls once more after it was resumed.
func onStep(
    context: UnsafeMutableRawPointer,
    connection: OpaquePointer,
    url: UnsafePointer<CChar>,
    method: UnsafePointer<CChar>,
    version: UnsafePointer<CChar>,
    body: UnsafePointer<CChar>?,
    bodySize: UnsafeMutablePointer<Int>,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>
) -> MHD_Result {
    guard let kept = unsafe slot.pointee else { return .NO }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(kept).takeUnretainedValue()
    guard exchange.hasBegun else {
        return unsafe exchange.begin(
            method: String(cString: method),
            version: String(cString: version),
            isWhole: Connection(connection).isHeadWhole(from: method)
        )
    }
    guard unsafe bodySize.pointee > 0 else { return exchange.finish() }
    let bytes = unsafe UnsafeRawBufferPointer(start: body, count: bodySize.pointee)
    unsafe bodySize.pointee = 0  // Tells libmicrohttpd that we took them all.
    return unsafe exchange.receive(bytes)
}

/// The C callback for the end of a request, however it ended.
func onEnd(
    context: UnsafeMutableRawPointer,
    connection: OpaquePointer,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
    reason: MHD_RequestTerminationCode
) {
    guard let kept = unsafe slot.pointee else { return }
    let exchange = unsafe Unmanaged<Exchange>.fromOpaque(kept).takeRetainedValue()
    unsafe slot.pointee = nil
    exchange.end(isBrokenOff: reason == .REQUEST_TERMINATED_WITH_ERROR)
}

/// The C callback for the beginning and the end of a connection.
func onConnection(
    context: UnsafeMutableRawPointer,
    connection: OpaquePointer,
    slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
    event: MHD_ConnectionNotificationCode
) {
    let context = unsafe Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()
    switch event {
    case .CONNECTION_NOTIFY_STARTED:
        let address = unsafe numericAddress(of: shim_mhd_address(connection))
        let peer = Peer(address: address, isTrusted: context.isTrusted(address))
        unsafe slot.pointee = Unmanaged.passRetained(peer).toOpaque()  // Until it is closed.
    case .CONNECTION_NOTIFY_CLOSED:
        guard let kept = unsafe slot.pointee else { return }
        let peer = unsafe Unmanaged<Peer>.fromOpaque(kept).takeRetainedValue()
        unsafe slot.pointee = nil
        context.depart(peer.address)
        let connection = unsafe Connection(connection)
        if peer.isSeenOut || connection.hasUnread, let socket = connection.duplicateSocket() {
            context.door.seeOut(socket)
        }
    }
}
