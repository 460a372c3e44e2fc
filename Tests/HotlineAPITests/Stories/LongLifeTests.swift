import Hotline
import HotlineTesting
import StrictJSON
import Testing

@Suite struct LongLifeTests {
    @Test("a ticket's whole life: extension denied, not satisfied, done again, closed")
    func wholeLife() throws {
        let story = try Story()
        let preview = try story.hotline.ask(
            .operator,
            "POST",
            "/api/v1/tickets/preview",
            body: Story.question
        )
        #expect(preview.status == 200)
        #expect(try preview.json().at("holder/unit")?.string == Units.township)
        #expect(story.hotline.head == 0, "a preview stores nothing")

        let number = try story.file(Story.question)
        #expect(
            try story.clock("answer", of: number)?["due"]?.string == "2026-11-26T17:30:00+08:00"
        )
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.act(.township, on: number, "take", ["account": "colleague"], leads: .handling)
        try story.act(
            .colleague,
            on: number,
            "requestExtension",
            ["days": 2, "reason": "等待核对"],
            leads: .handling
        )
        try story.act(
            .dispatcher,
            on: number,
            "denyExtension",
            ["reason": "政策问题无须延期"],
            leads: .handling
        )
        #expect(
            try story.clock("answer", of: number)?["due"]?.string == "2026-11-26T17:30:00+08:00"
        )
        try answer(story, number)
        try story.act(
            .dispatcher,
            on: number,
            "callBack",
            ["reached": true, "satisfied": "no", "reason": "没说清楚要什么材料"],
            leads: .handling
        )
        try story.hotline.skip(to: "2026-11-24T10:00:00+08:00")
        try answer(story, number)
        try story.act(.dispatcher, on: number, "callBack", ["reached": false], leads: .answered)
        let closed = try story.act(
            .dispatcher,
            on: number,
            "callBack",
            ["reached": true, "responded": true, "resolved": true, "satisfied": "yes"],
            leads: .closed
        )
        #expect(closed["outcome"]?.string == "explained")
        #expect(closed["reworks"]?.integer == 1)
        #expect(closed["clocks"]?.array?.allSatisfy { $0["status"]?.string != "running" } == true)
    }

    private func answer(_ story: Story, _ number: String) throws {
        try story.act(
            .township,
            on: number,
            "answer",
            ["text": "须带身份证和户口簿到街道办。", "outcome": "explained"],
            leads: .answered
        )
    }
}
