private import Synchronization

/// A value that one thread at a time may touch.
///
/// A `Mutex` that the thread sanitizer understands. On Linux a contended `Mutex` is locked by
/// the kernel, where the sanitizer cannot see it, so it reports races that are none. The atomic
/// shows it the same order once more; on x86 and ARM that costs next to nothing.
package struct Guarded<Value: Sendable>: ~Copyable, Sendable {
    private let mutex: Mutex<Value>
    private let order = Atomic(false)

    package init(_ value: Value) {
        mutex = Mutex(value)
    }

    package borrowing func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        mutex.withLock { value in
            _ = order.load(ordering: .acquiring)
            defer { order.store(true, ordering: .releasing) }
            return body(&value)
        }
    }
}
