import Hotline
import HotlineTesting
import Testing

@Suite struct InstantTests {
    @Test(arguments: [
        ("2026-11-23T09:40:00+08:00", 1_795_398_000 as Int64),
        ("2026-11-23T01:40:00Z", 1_795_398_000),
        ("2026-11-22T20:40:00.250-05:00", 1_795_398_000),
    ])
    func reads(text: String, seconds: Int64) throws {
        let instant = try #require(Instant(text))
        #expect(instant.seconds == seconds)
        #expect(instant.description == "2026-11-23T09:40:00+08:00")
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23T09:40:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "2026-11-23T24:00:00Z", "2026-11-23T09:40:00+0800", "2026-11-23T09:40:00.+08:00",
        "２026-11-23T09:40:00Z", "2026-11-23 09:40:00Z", "2026-11-23T09:40:00Zx",
    ])
    func refuses(text: String) {
        #expect(Instant(text) == nil)
    }

    @Test("a day is its number and back, over eight centuries")
    func daysAreNumbered() throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let day = Day(number: Int.random(in: -25_000...300_000, using: &random))
            let (year, month, dayOfMonth) = day.civil
            #expect(Day(year, month, dayOfMonth) == day)
            #expect(Day(day.description) == day)
        }
        #expect(try #require(Day("2026-11-23")).weekday == 1)
        #expect(try #require(Day("2000-02-29")).weekday == 2)
    }
}
