internal import Foundation
internal import Hotline
internal import Logging
internal import StrictJSON

/// Logs one JSON object a line to standard error.
struct JSONLogHandler: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.member("at", Instant(seconds: Int64(Date().timeIntervalSince1970)).description)
        writer.member("level", event.level.rawValue)
        writer.member("message", event.message.description)
        let own = event.metadata ?? [:]
        let all = metadata.isEmpty ? own : metadata.merging(own) { $1 }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            writer.name(of: key)
            if case .string(let text) = value {
                writer.string(text)
            } else {
                writer.string("\(value)")
            }
        }
        writer.endObject()
        LogBuffer.standard.append(writer.bytes + [10], isUrgent: event.level >= .notice)
    }
}

extension Logger {
    /// The server's log, at the level that `HOTLINE_LOG` names; `info` by default.
    static var hotline: Logger {
        let name = ProcessInfo.processInfo.environment["HOTLINE_LOG"] ?? "info"
        return Logger(label: "hotline") { _ in
            JSONLogHandler(logLevel: Logger.Level(rawValue: name) ?? .info)
        }
    }
}
