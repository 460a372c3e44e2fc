internal import Hotline
internal import MicroHTTP

// Two libraries use these words; in this one they mean what they mean to the hotline.

typealias Refusal = Hotline.Refusal
typealias Outcome = Hotline.Outcome

/// What a handler made of a request.
enum Answer: Sendable {
    case now(Response)
    /// Begins what takes its time; it calls what it is given once, when the answer is there.
    case later(@Sendable (_ answer: @escaping @Sendable (Response) -> Void) -> Void)
}
