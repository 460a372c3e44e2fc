/// The hours that a unit works on a working day (办公时间), such as `08:30-12:00,14:00-17:30`.
package struct OfficeHours: Hashable, Sendable {
    /// In seconds of the day, in order, with something between each and the next.
    package let spans: [Range<Int>]
    /// Second of the day at which the first span begins.
    package let opening: Int
    /// Second of the day at which the last span ends: a day's deadline.
    package let closing: Int
    package let dailySeconds: Int
    /// As they are written, which is asked for with every deadline that is stored.
    package let description: String

    /// 8:30 to 12:00 and 14:00 to 17:30, where a unit has not said otherwise.
    package static let `default` = OfficeHours(
        checked: [30_600..<43_200, 50_400..<63_000],
        opening: 30_600,
        closing: 63_000
    )

    /// - Returns: nil if there is no span, one is empty, ends after midnight, or does not
    ///   begin after the one before has ended.
    package init?(spans: [Range<Int>]) {
        guard let first = spans.first, let last = spans.last,
            first.lowerBound >= 0, last.upperBound <= 86400,
            spans.allSatisfy({ !$0.isEmpty }),
            zip(spans, spans.dropFirst()).allSatisfy({ $0.upperBound < $1.lowerBound })
        else { return nil }
        self.init(checked: spans, opening: first.lowerBound, closing: last.upperBound)
    }

    private init(checked spans: [Range<Int>], opening: Int, closing: Int) {
        self.spans = spans
        self.opening = opening
        self.closing = closing
        dailySeconds = spans.reduce(0) { $0 + $1.count }
        description =
            spans.map { "\(Self.time($0.lowerBound))-\(Self.time($0.upperBound))" }
            .joined(separator: ",")
    }

    /// How much of the working day is over at that second of the day.
    func elapsed(at secondOfDay: Int) -> Int {
        spans.reduce(0) { $0 + max(0, min(secondOfDay, $1.upperBound) - $1.lowerBound) }
    }

    /// The first second of the day at which that much of it is over.
    func secondOfDay(elapsed: Int) -> Int {
        var rest = elapsed
        for span in spans {
            if rest <= span.count { return span.lowerBound + rest }
            rest -= span.count
        }
        return closing
    }
}

extension OfficeHours: LosslessStringConvertible {
    /// The usual hours as they are written: nearly all that is ever read.
    private static let usual = OfficeHours.default.description

    package init?(_ description: String) {
        if description == Self.usual {
            self = .default
            return
        }
        var spans: [Range<Int>] = []
        for text in description.split(separator: ",", omittingEmptySubsequences: false) {
            let times = text.split(separator: "-", omittingEmptySubsequences: false)
            guard times.count == 2, let from = Self.secondOfDay(times[0]),
                let to = Self.secondOfDay(times[1]), from < to
            else { return nil }
            spans.append(from..<to)
        }
        self.init(spans: spans)
    }

    private static func secondOfDay(_ text: Substring) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"),
            let hour = bytes.number(0..<2), let minute = bytes.number(3..<5),
            minute < 60, hour * 60 + minute <= 24 * 60
        else { return nil }
        return (hour * 60 + minute) * 60
    }

    private static func time(_ secondOfDay: Int) -> String {
        "\((secondOfDay / 3600).twoDigits):\((secondOfDay / 60 % 60).twoDigits)"
    }
}
