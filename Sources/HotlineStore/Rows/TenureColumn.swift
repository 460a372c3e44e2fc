internal import Hotline
internal import StrictJSON

/// How long each unit had a ticket, as a column of `ticket`:
/// `[[unit, part, seconds, working seconds, since?], …]`.
enum TenureColumn {
    static func text(_ tenures: [Tenure]) -> String {
        var writer = JSONWriter(capacity: 64 * tenures.count + 2)
        writer.beginArray()
        for tenure in tenures {
            writer.beginArray()
            writer.string(tenure.unit.description)
            writer.string(tenure.part.rawValue)
            writer.integer(tenure.seconds)
            writer.integer(tenure.workingSeconds)
            if let since = tenure.since { writer.integer(since.seconds) }
            writer.endArray()
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    static func tenures(_ json: JSON) throws -> [Tenure] {
        try (json.array ?? []).map { entry in
            let parts = entry.array ?? []
            guard (4...5).contains(parts.count), let unit = parts[0].string.flatMap(UnitID.init),
                let part = parts[1].string.flatMap(Tenure.Part.init),
                let seconds = parts[2].integer,
                let workingSeconds = parts[3].integer
            else { throw BrokenRow("\(entry) is no tenure") }
            return Tenure(
                unit: unit,
                part: part,
                seconds: seconds,
                workingSeconds: workingSeconds,
                since: parts.dropFirst(4).first?.integer.map(Instant.init(seconds:))
            )
        }
    }
}
