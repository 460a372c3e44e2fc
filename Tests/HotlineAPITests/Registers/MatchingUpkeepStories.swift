import Foundation
import Hotline
import HotlineAPI
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// What partners owe, and what is forgotten of those whom marks were about.
@Suite struct MatchingUpkeepStories {
    @Test("a list that comes settles what its partner owed, and nothing else")
    func settles() throws {
        let story = try MatchingStory()
        let hotline = story.hotline
        try hotline.skip(to: "2027-01-08T09:00:00+08:00")
        let all = try story.roster.duties(.bureau, "kind=matching&open=true")
        let owed = Set(all.compactMap { $0["rule"]?.string })
        #expect(owed.count == 11, "each list of matching.yaml is somebody's duty: \(owed)")
        let police = try #require(all.first { $0["rule"] == "matching-vehicle" })
        #expect(police.at("owedBy/unit") == "140105-public-security")
        #expect(police["period"] == "2027-H1" && police["due"] == "2027-01-20T17:30:00+08:00")
        try story.match("disability", "discovery", MatchingStories.disabled)
        let left = try story.roster.duties(.bureau, "kind=matching&open=true")
        #expect(
            Set(left.compactMap { $0["rule"]?.string }) == owed.subtracting(["matching-disability"])
        )
        let done = try story.roster.duties(.bureau, "rule=matching-disability")
        #expect(done.first?["state"] == "accepted" && done.first?["missedAt"]?.isNull == true)
        try story.roster.check()
    }

    @Test("whom a mark was about is forgotten in time; that there was one is not")
    func purge() throws {
        let story = try MatchingStory()
        try story.roster.bring(RosterStory.csv(RosterStories.rows()), day: "2026-10-01")
        try story.match("disability", "discovery", MatchingStories.disabled)
        let id = try #require(try story.marks().first?["mark"]?.integer)
        let store = story.hotline.store
        let retention = try TestHotline.rules.get().retention
        let later = story.hotline.time.now + 4 * 366 * 86400
        let ends = retention.ends(at: later)
        #expect(try store.due(ends).matching == 0, "nobody has visited yet")
        let report: JSON = ["result": "notConfirmed", "text": "南宫虚已在外地享受低保"]
        let told = try story.act(.township, mark: id, "report", report)
        #expect(told.status == 200, "\(told.text)")
        let closed = try story.act(.bureau, mark: id, "dispose", ["disposal": "nothing"])
        #expect(closed.status == 200, "\(closed.text)")
        #expect(try store.due(ends).matching == 1)
        #expect(try store.purge(ends, at: later).matching == 2, "the mark, then its list's key")
        #expect(try store.due(ends).matching == 0)
        let gone = try story.hotline.get(.bureau, "/api/v1/marks/\(id)").json()
        #expect(gone["result"] == "notConfirmed" && gone["name"]?.string?.contains("南") != true)
        let lists = try story.hotline.get(.bureau, "/api/v1/match-lists").json()
        #expect(lists.at("items/0/marks") == 1 && lists.at("items/0/provenance") == "")
        try story.roster.check(nowhere: ["南宫虚"])
    }
}
