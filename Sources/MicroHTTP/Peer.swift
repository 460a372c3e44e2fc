internal import CMicroHTTPD
private import Glibc
internal import HTTPTypes
private import Synchronization

/// Who is at the other end of a connection.
final class Peer: Sendable {
    /// The numeric address, or "" over a Unix socket.
    let address: String
    /// Whether it is a proxy that we believe when it says for whom it speaks.
    let isTrusted: Bool
    /// Whether it may not have heard yet that we refuse what it is sending.
    private let mustBeSeenOut = Atomic(false)

    init(address: String, isTrusted: Bool) {
        self.address = address
        self.isTrusted = isTrusted
    }

    /// Whether to read on after the connection's end, so that our answer is read.
    var isSeenOut: Bool { mustBeSeenOut.load(ordering: .relaxed) }

    func seeOut() {
        mustBeSeenOut.store(true, ordering: .relaxed)
    }

    /// The address of the client that sent a request with these fields.
    ///
    /// A proxy appends the address that it saw, so only the last one is its own word: those
    /// before it may be the client's invention.
    func client(in fields: HTTPFields) -> String {
        guard isTrusted,
            let field = fields.last(where: { $0.name.canonicalName == "x-forwarded-for" }),
            let last = field.value.split(separator: ",").last
        else { return address }
        return numericAddress(last.trimmingBlanks()) ?? address
    }

    /// Whether a proxy that we believe says that its client came over TLS.
    func hadTLS(in fields: HTTPFields) -> Bool {
        isTrusted
            && fields.last { $0.name.canonicalName == "x-forwarded-proto" }?.value == "https"
    }
}

/// How many connections each address has.
final class Peers: Sendable {
    private let counts = Guarded<[String: Int]>([:])

    /// Counts a connection of `address`, unless it has as many as it may have.
    func admit(_ address: String, countMax: Int) -> Bool {
        counts.withLock { counts in
            guard counts[address, default: 0] < countMax else { return false }
            counts[address, default: 0] += 1
            return true
        }
    }

    /// Counts the end of a connection.
    func leave(_ address: String) {
        counts.withLock { counts in
            let left = counts[address, default: 0] - 1
            counts[address] = left > 0 ? left : nil
        }
    }
}

/// The address as text, or "" if it is not one of the internet.
func numericAddress(of address: UnsafePointer<sockaddr>) -> String {
    switch unsafe Int32(address.pointee.sa_family) {
    case AF_INET:
        unsafe address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
            var number = unsafe address.pointee.sin_addr
            return unsafe text(of: &number, family: AF_INET)
        }
    case AF_INET6:
        unsafe address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
            var number = unsafe address.pointee.sin6_addr
            return unsafe withoutMapping(text(of: &number, family: AF_INET6))
        }
    default:
        ""
    }
}

/// The one spelling of an address that may have several, or nil if it is none.
func numericAddress(_ spelling: String) -> String? {
    var number4 = in_addr()
    if unsafe inet_pton(AF_INET, spelling, &number4) == 1 {
        return unsafe text(of: &number4, family: AF_INET)
    }
    var number6 = in6_addr()
    if unsafe inet_pton(AF_INET6, spelling, &number6) == 1 {
        return unsafe withoutMapping(text(of: &number6, family: AF_INET6))
    }
    return nil
}

private func text(of number: UnsafeRawPointer, family: Int32) -> String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
        let isDone = unsafe inet_ntop(family, number, text.baseAddress, UInt32(text.count)) != nil
        guard isDone, let start = text.baseAddress else { return "" }
        return unsafe String(cString: start)
    }
}

/// An IPv4 client of a socket that listens on both is `::ffff:192.0.2.1` there.
private func withoutMapping(_ address: String) -> String {
    let prefix = "::ffff:"
    guard address.hasPrefix(prefix), address.contains(".") else { return address }
    return String(address.dropFirst(prefix.count))
}

extension Substring {
    fileprivate func trimmingBlanks() -> String {
        var text = self
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return String(text)
    }
}
