import Hotline
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// Who had a ticket how long (经办时长).
@Suite struct TenureTests {
    /// A line of the ticket's tenures: `[seconds, working seconds]`.
    private func tenure(
        _ story: Story,
        _ number: String,
        _ unit: String,
        _ part: String
    ) throws -> [Int64]? {
        let lines = try story.ticket(number)["tenures"]?.array ?? []
        let line = lines.first { $0["unit"]?.string == unit && $0["part"]?.string == part }
        return line.map { [$0["seconds"], $0["workingSeconds"]].compactMap { $0?.integer } }
    }

    private func skip(_ story: Story, to time: String) throws {
        try story.hotline.skip(to: "2026-11-\(time):00+08:00")
    }

    @Test("a return puts the time on the one who had it, and the desk's time is the desk's")
    func returned() throws {
        let story = try Story()
        let number = try story.file()
        try skip(story, to: "23T11:00")
        let back: JSON = ["reason": "户籍不在本街道", "basis": "户籍"]
        try story.act(.township, on: number, "sendBack", back, leads: .returning)
        try skip(story, to: "23T14:30")
        let there: JSON = ["unit": .string(Units.neighbour)]
        try story.act(.dispatcher, on: number, "upholdReturn", there, leads: .dispatched)
        try skip(story, to: "23T15:00")
        #expect(try tenure(story, number, Units.township, "dispatched") == [7_200, 7_200])
        // From 11:00 to 14:30, of which two hours are the lunch break.
        #expect(try tenure(story, number, Units.desk, "returning") == [12_600, 5_400])
        #expect(try tenure(story, number, Units.neighbour, "dispatched") == [1_800, 1_800])
        // Back at the first one it adds to what was there.
        try story.act(
            .dispatcher,
            on: number,
            "redirect",
            ["unit": .string(Units.township), "reason": "查明户籍"],
            leads: .dispatched
        )
        try skip(story, to: "23T15:10")
        #expect(try tenure(story, number, Units.township, "dispatched") == [7_800, 7_800])
        #expect(try tenure(story, number, Units.neighbour, "dispatched") == [1_800, 1_800])
        try expectSound(story)
    }

    @Test("suspension, co-handlers and rework are told apart, over nights and to the end")
    func parts() throws {
        let story = try Story()
        let number = try story.file()
        let helper: JSON = ["unit": .string(Units.neighbour), "reason": "房屋在营盘街道"]
        try story.act(.dispatcher, on: number, "addCoHandler", helper, leads: .dispatched)
        try story.act(.township, on: number, "sign", leads: .handling)
        try skip(story, to: "23T10:00")
        let wait: JSON = ["reason": "materials", "until": "2026-11-24"]
        try story.act(.township, on: number, "suspend", wait, leads: .suspended)
        try skip(story, to: "24T09:30")
        try story.act(.neighbour, on: number, "report", ["text": "已核实。"], leads: .handling)
        #expect(try tenure(story, number, Units.township, "handling") == [7_200, 7_200])
        // Until its wake-up at half past eight.
        #expect(try tenure(story, number, Units.township, "suspended") == [81_000, 19_800])
        #expect(try tenure(story, number, Units.neighbour, "coHandler") == [88_200, 27_000])
        let text: JSON = ["text": "已办理。", "outcome": "resolved"]
        try story.act(.township, on: number, "answer", text, leads: .answered)
        try skip(story, to: "24T10:00")
        let no: JSON = ["reached": true, "satisfied": "no", "reason": "没有办"]
        try story.act(.dispatcher, on: number, "callBack", no, leads: .handling)
        try skip(story, to: "24T10:30")
        #expect(try tenure(story, number, Units.desk, "answered") == [1_800, 1_800])
        #expect(try tenure(story, number, Units.township, "handling") == [9_000, 9_000])
        try story.act(.dispatcher, on: number, "withdraw", ["reason": "不再需要"], leads: .closed)
        try skip(story, to: "26T10:30")
        #expect(try tenure(story, number, Units.township, "handling") == [9_000, 9_000])
        try expectSound(story)
    }

    private func expectSound(_ story: Story) throws {
        #expect(try Audit.verify(story.hotline.file).findings.isEmpty)
    }
}
