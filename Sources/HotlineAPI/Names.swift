internal import Hotline
internal import MicroHTTP

// Two libraries use these words; in this one they mean what they mean to the hotline.

typealias Refusal = Hotline.Refusal
typealias Outcome = Hotline.Outcome

/// What a handler made of a request.
enum Answer: Sendable {
    case now(Response)
    /// Begins what takes its time; it calls what it is given once, when the answer is there.
    case later(@Sendable (_ answer: @escaping Giving) -> Void)

    /// Takes what makes the answer, which is done on the thread of its connection.
    typealias Giving = @Sendable (@escaping Deferred.Making) -> Void
}
