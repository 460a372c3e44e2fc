internal import Yams

/// How long what is kept stays, until `hotline purge` destroys it (保存期限).
package struct Retention: Sendable {
    /// The access log, in months.
    package let accessLog: ClockSetting<Int>
    /// What of it tells of use and sharing, in months; the log is cut where both are over.
    package let usageRecords: ClockSetting<Int>
    /// Personal data, texts and files of a ticket, in months after it was closed.
    package let ticketData: ClockSetting<Int>
    /// Calls, in months.
    package let calls: ClockSetting<Int>
    /// Names and texts of home visits, and what was written of duties, in months after they
    /// were due.
    package let visits: ClockSetting<Int>
    /// The lines of payments, in months after their batch was confirmed or withdrawn.
    package let payments: ClockSetting<Int>
    /// Who somebody on the roster was, in months after they or their household left.
    package let roster: ClockSetting<Int>
    /// Who a mark was about, in months after it was closed or noted, and what was written with
    /// lists and data requests.
    package let matching: ClockSetting<Int>

    /// No law lets the access log be shorter, in months.
    private static let accessLogMin = 6
    private static let usageRecordsMin = 36
    private static let monthsMax = 1200

    package static let fileName = "retention.yaml"

    /// - Throws: ``RuleMistakes`` with everything that is wrong with the file.
    package init(_ file: RuleText) throws(RuleMistakes) {
        let reader = RuleReader(file: file.name)
        let keys: Set = [
            "accessLog", "usageRecords", "ticketData", "calls", "visits", "payments", "roster",
            "matching",
        ]
        let mapping = reader.compose(file.text).flatMap { reader.mapping($0, required: keys) }
        func months(_ key: String, from least: Int = 1) -> ClockSetting<Int>? {
            mapping?[key].flatMap {
                reader.setting($0) { reader.number($0, in: least...Self.monthsMax) }
            }
        }
        let accessLog = months("accessLog", from: Self.accessLogMin)
        let usageRecords = months("usageRecords", from: Self.usageRecordsMin)
        let ticketData = months("ticketData")
        let calls = months("calls")
        let visits = months("visits")
        let payments = months("payments")
        let roster = months("roster")
        let matching = months("matching", from: Self.usageRecordsMin)
        guard let accessLog, let usageRecords, let ticketData, let calls, let visits,
            let payments, let roster, let matching, reader.mistakes.isEmpty
        else { throw RuleMistakes(mistakes: reader.mistakes) }
        self.accessLog = accessLog
        self.usageRecords = usageRecords
        self.ticketData = ticketData
        self.calls = calls
        self.visits = visits
        self.payments = payments
        self.roster = roster
        self.matching = matching
    }

    /// What has its time behind it at an instant: everything before these.
    package func ends(at now: Instant) -> Ends {
        func before(_ months: Int) -> Instant {
            // A month is taken as its longest: what goes, goes late rather than early.
            Instant(now.day.advanced(by: -31 * months))
        }
        return Ends(
            accessLog: before(max(accessLog.value, usageRecords.value)),
            ticketData: before(ticketData.value),
            calls: before(calls.value),
            visits: before(visits.value),
            payments: before(payments.value),
            roster: before(roster.value),
            matching: before(matching.value)
        )
    }

    package struct Ends: Sendable {
        package let accessLog: Instant
        package let ticketData: Instant
        package let calls: Instant
        package let visits: Instant
        package let payments: Instant
        package let roster: Instant
        package let matching: Instant
    }
}
