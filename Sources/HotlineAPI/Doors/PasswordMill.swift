internal import Dispatch
internal import Synchronization

/// Where passwords are hashed: on threads of their own, few at once (密码核验).
///
/// Each hash takes 19 MiB and a tenth of a second. So neither the threads that answer requests
/// nor the writer do it, and a flood of sign-ins finds the mill full instead of the memory.
final class PasswordMill: Sendable {
    static let threadCount = 2
    /// How many may wait, so that the last one does not wait for more than some seconds.
    static let waitingMax = 64

    private let threads = (0..<threadCount).map { DispatchQueue(label: "hotline-passwords-\($0)") }
    private let waiting = Atomic(0)
    private let next = Atomic(0)

    /// Does something that takes its time; refuses it while too much waits.
    func submit(_ work: @escaping @Sendable () -> Void) throws {
        let before = waiting.add(1, ordering: .relaxed).oldValue
        guard before < Self.waitingMax else {
            waiting.subtract(1, ordering: .relaxed)
            throw Problem.tooMany(seconds: Problem.retryAfterSeconds)
        }
        let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
        threads[(turn & Int.max) % Self.threadCount].async { [self] in
            work()
            waiting.subtract(1, ordering: .relaxed)
        }
    }
}
