/// Takes the body of a request piece by piece, where it is too large for memory.
package protocol BodySink: AnyObject, Sendable {
    /// Takes the next piece; what goes wrong is kept for whoever handles the request.
    func write(_ bytes: [UInt8])
}

/// Which bodies are not kept in memory, and where they go.
package struct Uploads: Sendable {
    /// Whether requests of this method to this path may bring a large body.
    let isUpload: @Sendable (_ method: String, _ path: String) -> Bool
    /// Where the body of a request goes, by its head.
    ///
    /// Nil if this client may not bring one, which is then treated as any other body.
    let sink: @Sendable (Request) -> (any BodySink)?
    /// The size of such a body: above it, 413.
    let sizeMax: Int

    package init(
        sizeMax: Int,
        isUpload: @escaping @Sendable (_ method: String, _ path: String) -> Bool,
        sink: @escaping @Sendable (Request) -> (any BodySink)?
    ) {
        self.sizeMax = sizeMax
        self.isUpload = isUpload
        self.sink = sink
    }
}
