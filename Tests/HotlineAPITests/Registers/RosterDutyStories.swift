import Foundation
import Hotline
import HotlineAPI
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// What is due to households is a duty like any other: in the queue, with its clock, and late.
@Suite struct RosterDutyStories {
    private static let fresh = RosterStory.rows[0]
        .replacing("2025-03-01", with: "2026-01-05")

    @Test("a review stands in the township's queue before its day, is missed at it, and settled")
    func review() throws {
        let story = try RosterStory()
        try story.bring(RosterStory.csv([Self.fresh]), day: "2026-11-01")
        #expect(try story.duties(.township, "roster=true").isEmpty)
        try story.hotline.skip(to: "2026-12-10T09:00:00+08:00")
        let owed = try story.duties(.township, "roster=true&open=true")
        #expect(owed.count == 1 && owed[0]["household"] == 1 && owed[0]["case"]?.isNull == true)
        #expect(owed[0]["kind"] == "review" && owed[0]["card"] == "green")
        #expect(owed[0]["due"] == "2027-01-05T17:30:00+08:00" && owed[0]["grade"] == "A")
        #expect(owed[0].at("to/unit") == "140105-civil-affairs")
        #expect(owed[0]["actions"] == ["note"], "nobody hands in what is done on the roster")
        #expect(try story.duties(.neighbour, "roster=true").isEmpty)
        try story.hotline.skip(to: "2027-01-07T09:00:00+08:00")
        let late = try story.duties(.bureau, "roster=true&late=true")
        #expect(late[0]["missedAt"] == "2027-01-05T17:30:00+08:00" && late[0]["card"] == "red")
        #expect(try story.act(.township, 1, "review").status == 200)
        let done = try story.duties(.township, "roster=true")
        #expect(done.count == 1 && done[0]["state"] == "accepted", "\(done)")
        #expect(done[0]["lateSeconds"]?.integer ?? 0 > 86400)
        let rows = try story.hotline.get(.bureau, "/api/v1/duties/lateness?by=unit&kind=review")
            .json()["rows"]?.array
        #expect(rows?.first?["missed"] == 1 && rows?.first?["missing"] == 0)
        try story.check()
    }

    @Test("each step of an exit is a duty of whoever must take it, with the law as its basis")
    func exit() throws {
        let story = try RosterStory()
        try story.bring(RosterStory.csv([Self.fresh]), day: "2026-11-01")
        let opened = try story.act(
            .township,
            1,
            "openCase",
            ["kind": "exit", "happenedOn": "2026-11-20"]
        )
        let id = try #require(try opened.json().at("case/case")?.integer)
        func next() throws -> (rule: String?, unit: String?) {
            let owed = try story.duties(.bureau, "household=1&open=true&kind=step")
            try #require(owed.count == 1, "\(owed)")
            #expect(owed[0]["basis"]?.string?.contains("第四十八条") == true)
            return (owed[0]["rule"]?.string, owed[0].at("owedBy/unit")?.string)
        }
        #expect(try next() == ("roster-exit-hear", "140105001"))
        #expect(try story.step(.township, 1, id, "hear", ["text": "本人无异议。"]).status == 200)
        #expect(try next() == ("roster-exit-decide", "140105-civil-affairs"))
        #expect(try story.step(.bureau, 1, id, "decide").status == 200)
        #expect(try next() == ("roster-exit-notify", "140105001"))
        let reasons: JSON = ["text": "收入超过标准，已书面告知。"]
        #expect(try story.step(.township, 1, id, "notify", reasons).status == 200)
        #expect(try story.duties(.bureau, "household=1&open=true").isEmpty)
        #expect(try story.duties(.bureau, "household=1").count == 3)
        try story.check()
    }

    @Test("渐退, a change told of late and a death are duties; what is given up is owed no more")
    func others() throws {
        let story = try RosterStory()
        try story.bring(RosterStory.csv([Self.fresh]), day: "2026-11-01")
        #expect(try story.act(.bureau, 1, "startGradual", ["until": "2026-12-15"]).status == 200)
        #expect(
            try story.duties(.township, "open=true&kind=gradual").map { $0["due"] }
                == ["2026-12-15T17:30:00+08:00"]
        )
        let late: JSON = ["kind": "reduce", "happenedOn": "2026-06-01"]
        let opened = try story.act(.township, 1, "openCase", late).json()
        let rules = try story.duties(.township, "open=true&kind=step").map { $0["rule"]?.string }
        #expect(Set(rules) == ["roster-reduce-hear", "roster-unreported-educate"])
        let id = try #require(opened.at("case/case")?.integer)
        let path = "/api/v1/roster/households/1/cases/\(id)/steps"
        let withdrawn = try story.hotline.ask(.bureau, "POST", path, body: ["withdraw": true])
        #expect(withdrawn.status == 200, "\(withdrawn.text)")
        #expect(
            try story.duties(.township, "open=true&kind=step").map { $0["rule"] }
                == ["roster-unreported-educate"]
        )
        try story.check()
    }

    @Test("nobody is late by what a list brought in overdue, and a move takes the duty along")
    func broughtInLate() throws {
        let story = try RosterStory()
        try story.bring(RosterStory.csv([RosterStory.rows[0]]), day: "2026-11-01")
        let owed = try story.duties(.township, "open=true&kind=review")
        #expect(owed.count == 1 && owed[0]["missedAt"]?.isNull == true)
        #expect(owed[0]["grade"] == "unverified", "2026-03-01 is over, and nobody knew")
        #expect(owed[0]["basis"]?.string?.contains("2026-03-01") == true)
        let move: JSON = ["township": "140105002", "from": "2026-11-24"]
        let moved = try story.act(.bureau, 1, "move", move)
        #expect(moved.status == 200, "\(moved.text)")
        #expect(try story.duties(.township, "open=true&kind=review").isEmpty)
        #expect(try story.duties(.neighbour, "open=true&kind=review").count == 1)
        try story.check()
    }
}

/// Lists are sent twice, and who is gone is forgotten.
@Suite struct RosterUpkeepStories {
    @Test("a list that is sent again under its key is taken in once, and another one refused")
    func sentTwice() throws {
        let story = try RosterStory()
        func send(_ rows: [String], day: String) throws -> WireAnswer {
            try story.hotline.ask(
                .bureau,
                "POST",
                "/api/v1/roster/imports?day=\(day)",
                fields: [("Content-Type", "text/csv"), ("Idempotency-Key", "list-1")],
                bytes: RosterStory.csv(rows)
            )
        }
        let rows = [RosterStory.rows[0], RosterStory.rows[1]]
        let first = try send(rows, day: "2026-11-01")
        #expect(try first.status == 200 && first.json()["entered"] == 1, "\(first.text)")
        #expect(try send(rows, day: "2026-11-01").text == first.text)
        #expect(try send(rows, day: "2026-11-02").status == 422)
        #expect(try send([rows[0]], day: "2026-11-01").status == 422)
        let imports = try story.hotline.get(.bureau, "/api/v1/roster/imports").json()
        #expect(imports["items"]?.array?.count == 1)
        try story.check()
    }

    @Test("who left long ago is forgotten, who stays is not, and journal and tables hold")
    func purge() throws {
        let story = try RosterStory()
        let other = RosterStory.rows[2].replacing(
            "140105196001010038",
            with: RosterStory.number("14010519600101003")
        )
        try story.bring(RosterStory.csv([RosterStory.rows[0], other]), day: "2026-11-01")
        let opened = try story.act(
            .township,
            1,
            "openCase",
            ["kind": "exit", "happenedOn": "2026-11-20"]
        )
        let id = try #require(try opened.json().at("case/case")?.integer)
        #expect(try story.step(.township, 1, id, "hear", ["text": "无异议"]).status == 200)
        #expect(try story.step(.bureau, 1, id, "decide").status == 200)
        #expect(try story.step(.township, 1, id, "notify", ["text": "已告知"]).status == 200)
        let store = story.hotline.store
        let retention = try TestHotline.rules.get().retention
        let soon = retention.ends(at: story.hotline.time.now + 30 * 86400)
        #expect(try store.due(soon).roster == 0)
        let later = story.hotline.time.now + 6 * 366 * 86400
        let ends = retention.ends(at: later)
        #expect(try store.due(ends).roster == 2, "a household and who was in it")
        #expect(try store.purge(ends, at: later).roster == 2)
        #expect(try store.due(ends).roster == 0)
        let gone = try story.household(1)
        #expect(gone.at("people/0/name")?.string?.contains("欧") != true, "\(gone)")
        #expect(try story.household(2).at("people/0/name")?.string == "司**")
        try story.check()
    }
}
