/// Where a daemon listens.
package enum Address: Sendable, Equatable {
    /// A numeric IPv4 or IPv6 address; port 0 lets the kernel choose one.
    case tcp(host: String, port: UInt16)
    /// A socket file, which only the owner of the process may use.
    case unix(path: String)
}

extension Address: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path
        }
    }
}
