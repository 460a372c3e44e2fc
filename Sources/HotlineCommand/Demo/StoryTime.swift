internal import Hotline

/// When something in a story happens, told so that it fits whatever day the demo is made on.
enum StoryTime: Hashable, Sendable {
    /// So many working days off, at a second of the day: `3d 09:40`.
    case days(Int, secondOfDay: Int)
    /// So many minutes off: `25m`, or `3h` for 180 of them.
    case minutes(Int)
}

extension StoryTime: LosslessStringConvertible {
    init?(_ description: String) {
        let words = description.split(separator: " ")
        guard let unit = words.first?.last, let count = words.first.flatMap({ Int($0.dropLast()) })
        else { return nil }
        switch (unit, words.count) {
        case ("m", 1): self = .minutes(count)
        case ("h", 1): self = .minutes(count * 60)
        case ("d", 2):
            guard let second = Self.secondOfDay(words[1]) else { return nil }
            self = .days(count, secondOfDay: second)
        default: return nil
        }
    }

    static func secondOfDay(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":").map { Int($0) }
        guard parts.count == 2, let hour = parts[0], let minute = parts[1],
            (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        return (hour * 60 + minute) * 60
    }

    var description: String {
        switch self {
        case .days(let days, let second):
            "\(days)d \((second / 3600).twoDigits):\((second / 60 % 60).twoDigits)"
        case .minutes(let minutes): "\(minutes)m"
        }
    }
}

/// Turns the times of stories into instants.
///
/// Days are counted back from the working day whose closing is the next to come. So whatever a
/// story does before the closing of `1d` lies in the past, and a deadline stands the same way
/// whether the demo is made at noon, at night or on a holiday.
struct StoryCalendar: Sendable {
    let now: Instant
    private let calendar: WorkCalendar
    private let next: Day

    init(now: Instant, calendar: WorkCalendar) {
        self.now = now
        self.calendar = calendar
        let isOver = now.secondOfDay >= OfficeHours.default.closing
        next = calendar.nextWorkingDay(from: now.day.advanced(by: isOver ? 1 : 0))
    }

    /// An instant before now.
    func before(_ time: StoryTime) -> Instant {
        switch time {
        case .minutes(let minutes): now + Int64(-minutes * 60)
        case .days(let days, let second): Instant(day(-days, from: next), secondOfDay: second)
        }
    }

    /// An instant after another one.
    func after(_ instant: Instant, _ time: StoryTime) -> Instant {
        switch time {
        case .minutes(let minutes): instant + Int64(minutes * 60)
        case .days(let days, let second):
            Instant(day(days, from: instant.day), secondOfDay: second)
        }
    }

    /// The day that is so many working days away.
    private func day(_ count: Int, from start: Day) -> Day {
        var day = start
        var left = count.magnitude
        while left > 0 {
            day = day.advanced(by: count.signum())
            if calendar.isWorking(day) { left -= 1 }
        }
        return day
    }
}
