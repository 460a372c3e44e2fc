import Hotline
import HotlineTesting
import Testing

@Suite struct ClockStepTests {
    private func told(_ clock: Clock) -> [String] {
        clock.steps(calendar: Sample.calendar).map { "\($0.day) \($0.counts) \($0.why)" }
    }

    @Test func workingDays() throws {
        let clock = try Sample.clock("5 workingDays", from: Sample.at("2026-09-30 09:40"))
        #expect(
            told(clock) == [
                "2026-09-30 0 09:40 起算，期限5个工作日，当日不计",
                "2026-10-01 0 国庆节", "2026-10-02 0 国庆节", "2026-10-03 0 国庆节",
                "2026-10-04 0 国庆节", "2026-10-05 0 国庆节", "2026-10-06 0 国庆节",
                "2026-10-07 0 国庆节", "2026-10-08 1 工作日", "2026-10-09 1 工作日",
                "2026-10-10 1 调休上班", "2026-10-11 0 周末", "2026-10-12 1 工作日",
                "2026-10-13 1 工作日，17:30 期满",
            ]
        )
    }

    @Test func calendarDaysThatDoNotWait() throws {
        let clock = try Sample.clock("3 calendarDays", from: Sample.at("2026-09-30 09:40"))
        #expect(
            told(clock) == [
                "2026-09-30 0 09:40 起算，期限3日，当日不计", "2026-10-01 1 国庆节，按自然日计",
                "2026-10-02 1 国庆节，按自然日计", "2026-10-03 1 国庆节，按自然日计，17:30 期满",
            ]
        )
    }

    @Test func lastDayThatGivesWay() throws {
        let start = Sample.at("2026-11-26 09:40")
        let clock = try Sample.clock("2 calendarDays", from: start, rollsOver: true)
        #expect(
            told(clock) == [
                "2026-11-26 0 09:40 起算，期限2日，当日不计", "2026-11-27 1 工作日",
                "2026-11-28 1 周末，期满日顺延", "2026-11-29 0 周末，期满日顺延",
                "2026-11-30 0 工作日，17:30 期满",
            ]
        )
    }

    @Test func pausesAndExtensions() throws {
        var clock = try Sample.clock("2 workingDays", from: Sample.at("2026-11-23 09:40"))
        clock.pause(at: Sample.at("2026-11-24 10:00"))
        clock.resume(at: Sample.at("2026-11-25 10:00"), calendar: Sample.calendar)
        clock.extend(days: 1, at: Sample.at("2026-11-26 09:00"), calendar: Sample.calendar)
        #expect(
            told(clock) == [
                "2026-11-23 0 09:40 起算，期限2个工作日，当日不计", "2026-11-24 1 工作日",
                "2026-11-25 0 暂停计时", "2026-11-26 1 工作日", "2026-11-27 1 延期，工作日，17:30 期满",
            ]
        )
    }

    @Test func pauseOnTheLastDay() throws {
        var clock = try Sample.clock("1 workingDays", from: Sample.at("2026-11-23 09:40"))
        clock.pause(at: Sample.at("2026-11-24 10:00"))
        clock.resume(at: Sample.at("2026-11-26 10:00"), calendar: Sample.calendar)
        #expect(
            told(clock) == [
                "2026-11-23 0 09:40 起算，期限1个工作日，当日不计",
                "2026-11-24 0 最后一日暂停，恢复后重计", "2026-11-25 0 暂停计时",
                "2026-11-26 1 工作日，17:30 期满",
            ]
        )
    }

    @Test func hours() throws {
        var clock = try Sample.clock("30 minutes", from: Sample.at("2026-11-23 09:40"))
        clock.pause(at: Sample.at("2026-11-23 09:50"))
        clock.resume(at: Sample.at("2026-11-23 10:00"), calendar: Sample.calendar)
        clock.extend(days: 1, at: Sample.at("2026-11-23 10:05"), calendar: Sample.calendar)
        #expect(
            told(clock) == [
                "2026-11-23 0 09:40 起算，期限30分钟，昼夜连续计时",
                "2026-11-23 0 2026-11-23 09:50 至 2026-11-23 10:00 暂停计时",
                "2026-11-23 0 2026-11-23 准予延期1个工作日，自原期满日起计",
                "2026-11-24 1 延期，工作日，17:30 期满",
            ]
        )
    }

    @Test func officeHours() throws {
        let clock = try Sample.clock("8 workingHours", from: Sample.at("2026-11-20 11:00"))
        #expect(
            told(clock) == [
                "2026-11-20 0 11:00 起算，期限8个工作小时，只计办公时间",
                "2026-11-20 0 工作日，办公时间4小时30分钟", "2026-11-21 0 周末",
                "2026-11-22 0 周末", "2026-11-23 0 工作日，办公时间3小时30分钟，12:00 期满",
            ]
        )
    }

    @Test func fromElsewhere() {
        let clock = Sample.open(.external, days: 2)
        #expect(
            told(clock) == [
                "2026-11-23 0 09:00 收到，期限随来件确定", "2026-11-25 0 09:00 期满",
            ]
        )
    }

    @Test("what is reckoned without an arrangement says so")
    func provisional() throws {
        let clock = try Sample.clock("2 workingDays", from: Sample.at("2026-12-31 09:40"))
        #expect(
            told(clock).dropFirst(2).first == "2027-01-02 0 周末(该年调休未公布，暂按法定节假日)"
        )
    }
}
