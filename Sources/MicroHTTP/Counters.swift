private import Synchronization

/// What a daemon does, in numbers.
///
/// Made by whoever wants to read them and handed to the daemon, so that a handler can show
/// them: it exists before the daemon does.
package final class Counters: Sendable {
    package init() {}
}
