internal import Dispatch
internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineStore
internal import Logging
internal import StrictJSON
internal import Synchronization

/// Hands notices to a command of the deployment's choice, which sends them on by SMS or otherwise
/// (提醒转发).
///
/// What waits stands in the database: it survives a restart, and the writer waits for no command.
/// A notice may be handed over twice, where the process ended before that was written down.
final class NoticeCommand: @unchecked Sendable {
    // @unchecked because the timer is set up before it runs and only cancelled after.
    private let office: Office
    private let command: String
    private let queue = DispatchQueue(label: "hotline-notices")
    private let timer: any DispatchSourceTimer
    private let running = Mutex(Running())

    private struct Running {
        var processes: [Int64: Process] = [:]
        var isStopping = false
    }

    /// How often is looked what waits, in seconds.
    private static let everySeconds = 1
    /// How many are handed over at a time; the others wait in the database.
    private static let atOnceMax = 4
    /// How long the command may take, in seconds.
    private static let secondsMax = 20
    /// How often one notice is tried.
    private static let triesMax = 5
    /// How long is waited after the first failure; after each further one twice as long.
    private static let retrySeconds: Int64 = 15
    /// Older ones are not sent any more, such as all there were before there was a command.
    private static let ageSecondsMax: Int64 = 24 * 3600

    init(_ command: String, for office: Office) {
        self.command = command
        self.office = office
        timer = DispatchSource.makeTimerSource(queue: queue)
    }

    func start() {
        let seconds = Self.everySeconds
        timer.schedule(deadline: .now() + .seconds(seconds), repeating: .seconds(seconds))
        timer.setEventHandler { [self] in handOver() }
        timer.resume()
    }

    /// Ends what runs; what was not taken is handed over after the next start.
    func stop() {
        timer.cancel()
        let processes = running.withLock { running in
            running.isStopping = true
            return Array(running.processes.values)
        }
        for process in processes where process.isRunning { process.terminate() }
        queue.sync {}
    }

    private func handOver() {
        do {
            let now = office.clock()
            let waiting = try office.store.noticesToHandOver(
                by: now,
                since: now + -Self.ageSecondsMax,
                limit: Self.atOnceMax
            )
            let json = NoticeJSON(rulebook: office.rulesInForce.rulebook)
            DispatchQueue.concurrentPerform(iterations: waiting.count) { index in
                handOver(waiting[index], json)
            }
        } catch {
            office.log.error("notices cannot be read", metadata: ["error": "\(error)"])
        }
    }

    private func handOver(_ entry: NoticeEntry, _ json: NoticeJSON) {
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        json.members(of: entry, in: &writer)
        writer.endObject()
        let status = run(writer.bytes + [10], for: entry.id)
        if running.withLock(\.isStopping), status != 0 { return }
        let now = office.clock()
        let isLast = entry.tries + 1 >= Self.triesMax
        let wait = Self.retrySeconds << min(entry.tries, Self.triesMax)
        if status != 0 {
            let outcome = isLast ? "given up" : "tried again in \(wait) s"
            office.log.error(
                "the notice command failed",
                metadata: [
                    "notice": "\(entry.id)", "status": "\(status)", "outcome": "\(outcome)",
                ]
            )
        }
        do {
            try office.store.writer.write { ledger in
                try ledger.noteHandOver(
                    entry.id,
                    isTaken: status == 0,
                    nextTry: isLast ? nil : now + wait,
                    at: now
                )
            }
        } catch {
            office.log.error("a notice cannot be noted", metadata: ["error": "\(error)"])
        }
    }

    /// Runs the command with the notice on its standard input.
    ///
    /// - Returns: Its exit status; above 0 also where it could not be run or took too long.
    private func run(_ input: [UInt8], for id: Int64) -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        let pipe = Pipe()
        process.standardInput = pipe
        // Whatever it says may be about a person: it is not logged.
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let end = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in end.signal() }
        let mayRun = running.withLock { running in
            if !running.isStopping { running.processes[id] = process }
            return !running.isStopping
        }
        guard mayRun else { return 1 }
        defer { running.withLock { _ = $0.processes.removeValue(forKey: id) } }
        do {
            try process.run()
            // A command that does not read it may have ended: that is told by its status.
            try? pipe.fileHandleForWriting.write(contentsOf: Data(input))
            try? pipe.fileHandleForWriting.close()
        } catch {
            return 127
        }
        if end.wait(timeout: .now() + .seconds(Self.secondsMax)) == .timedOut {
            process.terminate()
            end.wait()
            return 124
        }
        return process.terminationStatus
    }
}
