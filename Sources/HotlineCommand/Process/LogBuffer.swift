internal import Foundation

/// The lines of the log on their way to standard error, written by a thread of their own.
///
/// A line for each request is too little to ask the system for: what comes within a moment is
/// written at once, in its order. What is more than a note is written before anything goes on.
final class LogBuffer: @unchecked Sendable {
    // @unchecked because everything mutable is protected by `condition`.
    static let standard = LogBuffer()

    private let condition = NSCondition()
    private var pending: [UInt8] = []
    private var lost = 0

    /// How long lines are gathered, in seconds.
    private static let gatherSeconds = 0.02
    /// How much may wait while nobody reads the log; what comes then is counted, not kept.
    private static let pendingMax = 4 << 20

    private init() {
        let thread = Thread { [self] in run() }
        thread.name = "hotline-log"
        thread.start()
        // What waits when the process ends is written before it is gone.
        atexit { LogBuffer.standard.flush() }
    }

    func append(_ line: [UInt8], isUrgent: Bool) {
        condition.lock()
        let wasEmpty = pending.isEmpty
        if pending.count + line.count <= Self.pendingMax {
            pending.append(contentsOf: line)
        } else {
            lost += 1
        }
        if isUrgent { writePending() } else if wasEmpty { condition.signal() }
        condition.unlock()
    }

    func flush() {
        condition.lock()
        writePending()
        condition.unlock()
    }

    private func run() {
        while true {
            condition.lock()
            while pending.isEmpty { condition.wait() }
            condition.unlock()
            Thread.sleep(forTimeInterval: Self.gatherSeconds)
            condition.lock()
            let lines = take()
            condition.unlock()
            Self.write(lines)
        }
    }

    /// Keeps the order: called by whoever has the lock, who waits until it is written.
    private func writePending() { Self.write(take()) }

    private func take() -> [UInt8] {
        var lines: [UInt8] = []
        swap(&lines, &pending)
        if lost > 0 {
            lines += Array("{\"level\":\"warning\",\"message\":\"\(lost) lines lost\"}\n".utf8)
            lost = 0
        }
        return lines
    }

    private static func write(_ lines: [UInt8]) {
        guard !lines.isEmpty else { return }
        // A full disk or a closed pipe must not end the server that wants to tell of it.
        try? FileHandle.standardError.write(contentsOf: Data(lines))
    }
}
