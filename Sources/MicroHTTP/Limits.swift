/// What a daemon puts up with from its clients.
package struct Limits: Sendable {
    /// How many threads run handlers, each with its share of the connections.
    package var threadCount = 4

    /// How long a connection may be silent, between requests or within one.
    ///
    /// A connection whose answer is deferred is not silent: it waits for us. It must exceed the
    /// longest long poll all the same, for proxies in between count differently.
    package var idleSecondsMax = 65

    /// The size of a request's head, from its first byte to the empty line: above it, 431.
    ///
    /// Each connection that is kept has this and 8 KiB in memory, for the rest of its work: with
    /// 16 KiB, 10,000 of them have 240 MB. Items of a query and cookies cost 64 bytes each there,
    /// and cookies are there twice, so a head that consists of little else is refused earlier.
    package var headerSizeMax = 16 << 10

    /// How many fields a request may have: above it, 431.
    package var fieldCountMax = 64

    /// The size of path and query as they were sent: above it, 414.
    package var pathLengthMax = 8 << 10

    /// The size of a body: above it, 413.
    package var bodySizeMax = 1 << 20

    /// Bodies that are larger than that, and go elsewhere than into memory; nil for none.
    package var uploads: Uploads?

    /// How many connections there may be at once; further ones are closed as they come.
    package var connectionsMax = 16_384

    /// How many of them one address may have, so that one client cannot take them all.
    ///
    /// It does not hold for a Unix socket.
    package var connectionsPerAddressMax = 1_024

    /// The same for the address of a trusted proxy, which speaks for many.
    package var connectionsPerProxyMax = 16_384

    /// The numeric addresses whose `X-Forwarded-For` is believed.
    ///
    /// "" stands for whoever comes over a Unix socket.
    package var trustedProxies: Set<String> = []

    /// What the daemon proves itself by; nil for plain HTTP.
    package var credentials: Credentials?

    package init() {}
}

/// A certificate chain and its private key, both in PEM (TLS).
package struct Credentials: Sendable {
    package let certificate: String
    package let key: String

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}
