import Hotline
import Testing

@Suite struct OfficeHoursTests {
    @Test(arguments: [
        ("08:30-12:00,14:00-17:30", 30_600, 63_000, 25_200), ("00:00-24:00", 0, 86_400, 86_400),
        ("09:00-12:00,12:01-13:00,18:00-23:59", 32_400, 86_340, 35_880),
    ])
    func reads(text: String, opening: Int, closing: Int, daily: Int) throws {
        let hours = try #require(OfficeHours(text))
        #expect(hours.description == text)
        #expect(hours.opening == opening)
        #expect(hours.closing == closing)
        #expect(hours.dailySeconds == daily)
    }

    @Test func defaultIsAsShown() {
        #expect(OfficeHours.default == OfficeHours("08:30-12:00,14:00-17:30"))
    }

    @Test(arguments: [
        "", "08:30", "08:30-", "8:30-12:00", "12:00-08:30", "08:30-08:30", "08:30-12:60",
        "08:30-24:01", "08:30-12:00,12:00-17:30", "08:30-12:00,11:00-17:30",
        "14:00-17:30,08:30-12:00", "08:30-12:00,", "08:30-12:00, 14:00-17:30", "-1:00-12:00",
        "08:30-12:00-17:30", "08:30:00-12:00:00",
    ])
    func refuses(text: String) {
        #expect(OfficeHours(text) == nil)
    }

    @Test func refusesSpans() {
        #expect(OfficeHours(spans: []) == nil)
        #expect(OfficeHours(spans: [-60..<3600]) == nil)
        #expect(OfficeHours(spans: [3600..<3600]) == nil)
        #expect(OfficeHours(spans: [3600..<86_401]) == nil)
        #expect(OfficeHours(spans: [0..<3600, 3600..<7200]) == nil)
        #expect(OfficeHours(spans: [0..<3600, 3601..<7200]) != nil)
    }
}

@Suite struct TermTests {
    @Test(arguments: [
        ("30 minutes", "30分钟"), ("2 hours", "2小时"), ("1.5 hours", "1.5小时"),
        ("0.25 workingHours", "0.25个工作小时"), ("1.05 hours", "1.05小时"),
        ("5 workingDays", "5个工作日"), ("7 calendarDays", "7日"), ("1 months", "1个月"),
        ("0.5 dailyHours", "0.5个工作日的工时"),
    ])
    func reads(text: String, chinese: String) throws {
        let term = try #require(Term(text))
        #expect(term.description == text)
        #expect(term.chinese == chinese)
    }

    @Test(arguments: [
        "", "5", "workingDays", "5 days", "5  workingDays", "5workingDays", "-5 workingDays",
        "0 workingDays", "+5 workingDays", "05 workingDays", "2.5 workingDays", "0.5 minutes",
        "1.50 hours", "1.555 hours", "1. hours", ".5 hours", "1.-5 hours", "100001 minutes",
        "99999999999999999999 minutes", "5 workingDays ",
    ])
    func refuses(text: String) {
        #expect(Term(text) == nil)
    }

    @Test func countsFromOne() {
        #expect(Term(5, .workingDays)?.description == "5 workingDays")
        #expect(Term(0, .workingDays) == nil)
        #expect(Term(-1, .hours) == nil)
    }
}
