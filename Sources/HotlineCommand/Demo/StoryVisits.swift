internal import Hotline
internal import HotlineDuties
internal import StrictJSON

/// What a village told of a month's visits, and what township and county made of it (家访).
struct StoryVisits: Sendable {
    /// How many months before the one that the demo is made in.
    let back: Int
    /// The accounts of those who file, verify and dispose.
    let village: String
    let township: String
    let county: String
    let households: [Household]

    struct Household: Sendable {
        let day: Int
        /// As `POST /visits` takes it, but for the day.
        let body: JSON
        let findings: [Finding]
    }

    /// What is done about a change; nothing where it is still open.
    struct Finding: Sendable {
        let topic: String
        let verify: JSON?
        let dispose: JSON?
    }

    enum Step: CaseIterable, Sendable {
        /// A month that is not over yet has some households, and is not handed in.
        case draft
        case file, verify, report, dispose
        /// The township answers the tickets, and the desk calls back.
        case answer

        /// On which day of the month it is done, and at what second of the day.
        var moment: (day: Int, second: Int) {
            switch self {
            case .draft, .file: (15, 36_000)
            case .verify: (22, 36_600)
            case .report: (27, 54_000)
            case .dispose: (28, 57_600)
            case .answer: (28, 61_200)
            }
        }
    }

    /// The first day of a month on which its duty is there.
    private static let firstDay = 6
    /// How long before the demo is made a draft was written, in seconds.
    private static let draftSeconds: Int64 = 7200

    /// The month, seen from a day.
    func period(before day: Day) -> DutyPeriod {
        var period = DutyPeriod(.month, containing: day)
        for _ in 0..<back {
            period = DutyPeriod(.month, containing: period.firstDay.advanced(by: -1))
        }
        return period
    }

    /// When a step is done; nil if that is yet to come, or never.
    func instant(of step: Step, now: Instant) -> Instant? {
        let (day, second) = step.moment
        let month = period(before: now.day)
        let instant = Instant(month.day(day, inMonth: 1), secondOfDay: second)
        guard step == .draft else { return instant <= now ? instant : nil }
        let isUnderWay = back == 0 && instant > now && now.day.civil.day >= Self.firstDay
        return isUnderWay ? now + -Self.draftSeconds : nil
    }
}
