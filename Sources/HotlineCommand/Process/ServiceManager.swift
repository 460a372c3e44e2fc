internal import CSystemd

/// Tells systemd how the server is, where systemd started it (`Type=notify`).
///
/// Elsewhere each of these does nothing.
enum ServiceManager {
    /// It listens, and what it was asked can be done.
    static func tellReady() { tell("READY=1") }

    /// It answers what is under way, and ends.
    static func tellStopping() { tell("STOPPING=1") }

    /// It is alive: the writer has written since it was last said.
    static func tellAlive() { tell("WATCHDOG=1") }

    private static func tell(_ state: String) {
        // A manager that cannot be reached is no reason not to serve.
        _ = unsafe sd_notify(0, state)
    }
}
