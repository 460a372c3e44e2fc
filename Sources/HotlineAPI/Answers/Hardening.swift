internal import HTTPTypes
internal import MicroHTTP

extension Response {
    /// How long browsers are to remember that there is TLS here, in seconds: a year.
    private static let transportSeconds = 31_536_000

    /// Tells browsers what they must not do with an answer: guess its type, show it in a frame,
    /// run what is not ours, tell others its address, keep it.
    ///
    /// What an answer says of these itself goes before, as that of pages and pictures.
    mutating func harden(isSecure: Bool) {
        guard status != .notModified else { return }
        func set(_ name: HTTPField.Name, _ value: String) {
            if fields[name] == nil { fields[name] = value }
        }
        set(.xContentTypeOptions, "nosniff")
        set(.referrerPolicy, "same-origin")
        set(.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'")
        set(.cacheControl, "no-store")
        if isSecure {
            set(.strictTransportSecurity, "max-age=\(Self.transportSeconds); includeSubDomains")
        }
    }
}

extension HTTPField.Name {
    static let referrerPolicy = known("Referrer-Policy")
}
