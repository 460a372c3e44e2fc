package struct Daemon: ~Copyable {
    package init(
        listening address: Address,
        limits: Limits = Limits(),
        counters: Counters = Counters(),
        refusal: @escaping @Sendable (Refusal) -> Response = Refusal.plain,
        handler: @escaping Handler
    ) throws(Failure) {
    }

    package var port: UInt16 { 0 }

    package consuming func drain(atMost limit: Duration, beforeWaiting: () -> Void = {}) {}

    package enum Failure: Error, Equatable {
        case inUse(Address)
        case cannotListen(Address, String)
    }
}
