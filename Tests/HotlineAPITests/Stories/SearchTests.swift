import Foundation
import Hotline
@testable import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// Tickets are found by what was said, in whatever words (检索).
@Suite struct SearchTests {
    private func found(
        _ words: String,
        _ more: JSON = [:],
        by person: Person = .dispatcher,
        _ hotline: TestHotline
    ) throws -> [String] {
        let body: JSON = ["q": .string(words)] + more
        let answer = try hotline.ask(person, "POST", "/api/v1/tickets/search", body: body)
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.json()["items"]?.array?.compactMap { $0["number"]?.string } ?? []
    }

    /// Both before and after it is indexed.
    private func expect(
        _ words: String,
        finds numbers: [String],
        by person: Person = .dispatcher,
        _ hotline: TestHotline,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(
            try found(words, by: person, hotline) == numbers,
            "\(words)",
            sourceLocation: location
        )
        try hotline.indexAll()
        #expect(
            try found(words, by: person, hotline) == numbers,
            "\(words), indexed",
            sourceLocation: location
        )
    }

    @Test("by text, title, answer, note, external number and its own number")
    func everything() throws {
        let story = try Story(followedBy: [])
        let hotline = story.hotline
        let demand: JSON = [
            "text": "楼下暖气片漏水，泡了低保户的粮食。", "title": "暖气漏水",
            "externalNumber": "SX-2026-0815",
        ]
        let number = try story.file(Story.help + demand)
        let other = try story.file()
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.act(.township, on: number, "note", ["text": "已联系物业"], leads: .handling)
        let answer: JSON = ["text": "阀门已经更换。", "outcome": "resolved"]
        try story.act(.township, on: number, "answer", answer, leads: .answered)
        for words in [
            "漏水", "暖气片漏", "粮食 物业", "阀门", "2026-0815", "sx-2026", "SX－２０２６", "泡",
            number,
        ] {
            try expect(words, finds: [number], hotline)
        }
        for words in ["漏气", "粮食 航天", "水漏", "0816", "……"] {
            try expect(words, finds: [], hotline)
        }
        try expect("低保", finds: [other, number], hotline)
        #expect(try found("低保", ["state": "answered"], hotline) == [number])
        #expect(try found("低保", ["matter": "dibao", "kind": "help"], hotline) == [other, number])
        #expect(try found("低保", ["unit": "140105002"], hotline) == [])
    }

    @Test("of some days, whatever came before and after")
    func days() throws {
        let story = try Story(followedBy: [])
        let hotline = story.hotline
        let first = try story.file()
        try hotline.skip(to: "2026-11-25T09:00:00+08:00")
        let second = try story.file()
        for isIndexed in [false, true] {
            if isIndexed { try hotline.indexAll() }
            #expect(try found("低保", ["from": "2026-11-24"], hotline) == [second])
            #expect(try found("低保", ["to": "2026-11-24"], hotline) == [first])
            let both: JSON = ["from": "2026-11-23", "to": "2026-11-25"]
            #expect(try found("低保", both, hotline) == [second, first])
            let none: JSON = ["from": "2026-11-24", "to": "2026-11-24"]
            #expect(try found("低保", none, hotline) == [])
        }
    }

    @Test("one character is found among the newest and, where those do not have it, by the index")
    func oneCharacter() throws {
        let story = try Story(followedBy: [])
        let wet = try story.file(Story.help + ["text": "暖气漏水，泡了低保户的粮食。"])
        let others = try (1...5).map { _ in try story.file() }.reversed() as [String]
        try story.hotline.indexAll()
        let store = story.hotline.store
        let desk = try #require(UnitID("140105-desk"))
        let dispatcher = Actor(
            account: "dispatcher",
            role: .dispatcher,
            unit: desk,
            scope: desk.division,
            chain: [desk],
            isAtDesk: true
        )
        func found(_ words: String, limit: Int, newest: Int) throws -> [String] {
            var filter = TicketFilter()
            filter.words = words
            let keys = store.keys
            return try store.read { db in
                var run = SearchRun(
                    filter,
                    limit: limit,
                    before: .max,
                    for: dispatcher,
                    keys,
                    newest: newest
                )
                try run.run(db)
                return run.found.map { String($0.number) }
            }
        }
        for newest in [1, 2, 5, 6, 1000] {
            #expect(try found("泡", limit: 3, newest: newest) == [wet])
            #expect(try found("泡 粮食", limit: 3, newest: newest) == [wet])
            #expect(try found("低", limit: 3, newest: newest) == others.prefix(3).map(\.self))
            #expect(try found("低", limit: 9, newest: newest) == others + [wet])
            #expect(try found("泡 低", limit: 9, newest: newest) == [wet])
            #expect(try found("凰", limit: 3, newest: newest).isEmpty)
        }
    }

    @Test("a passage shows where the words stand")
    func highlights() throws {
        let story = try Story(followedBy: [])
        try story.file(Story.help + ["text": "楼下暖气漏水，暖气片坏了。"])
        let target = "/api/v1/tickets?q=%E6%9A%96%E6%B0%94"
        let items = try story.hotline.get(.dispatcher, target).json()["items"]
        let passage = try #require(items?.at("0/highlights/0"))
        #expect(passage["field"] == "text")
        let parts = try #require(passage["parts"]?.array)
        #expect(parts.filter { $0["hit"] == true }.map { $0["text"]?.string } == ["暖气", "暖气"])
        #expect(parts.compactMap { $0["text"]?.string }.joined() == "楼下暖气漏水，暖气片坏了。")
    }

    @Test("page by page, nothing is skipped or repeated, whatever is indexed and moves meanwhile")
    func pages() throws {
        let story = try Story(followedBy: [])
        let hotline = story.hotline
        var numbers: [String] = []
        for _ in 1...5 { numbers.append(try story.file()) }
        try hotline.indexAll()
        for _ in 1...2 { numbers.append(try story.file()) }
        var seen: [String] = []
        var after = JSON.null
        repeat {
            let body: JSON = ["q": "低保", "limit": 2, "after": after]
            let asked = after.isNull ? ["q": "低保", "limit": 2] : body
            let path = "/api/v1/tickets/search"
            let page = try hotline.ask(.dispatcher, "POST", path, body: asked).json()
            seen += page["items"]?.array?.compactMap { $0["number"]?.string } ?? []
            after = page["next"] ?? .null
            try story.act(.township, on: numbers[0], "note", ["text": "低保"], leads: .dispatched)
            if seen.count == 4 { try hotline.indexAll() }
        } while !after.isNull
        #expect(seen == numbers.reversed())
    }

    @Test("an internal note finds nothing for the unit, nor a ticket that went elsewhere")
    func scope() throws {
        let story = try Story(followedBy: [])
        let number = try story.file()
        let note: JSON = ["text": "来电人情绪激动", "internal": true]
        try story.act(.dispatcher, on: number, "note", note, leads: .dispatched)
        try expect("情绪", finds: [number], story.hotline)
        try expect("情绪", finds: [], by: .township, story.hotline)
        try expect("申请低保", finds: [number], by: .township, story.hotline)
        try expect("申请低保", finds: [], by: .strangerDispatcher, story.hotline)
        let there: JSON = ["unit": .string(Units.neighbour), "reason": "户籍不在坞城街道"]
        try story.act(.dispatcher, on: number, "redirect", there, leads: .dispatched)
        try expect("申请低保", finds: [], by: .township, story.hotline)
        try expect("申请低保", finds: [number], by: .neighbour, story.hotline)
    }

    @Test("an index that was thrown away, or is of another form, is made anew")
    func rebuilt() throws {
        let hotline = try TestHotline()
        let number = try hotline.file(.operator, Story.help).json()["number"]?.string
        try hotline.indexAll()
        try hotline.store.rebuildIndex()
        #expect(try hotline.store.indexedTo() == 0)
        #expect(try found("低保", [:], hotline) == [number])
        try hotline.indexAll()
        #expect(try hotline.store.indexedTo() == hotline.head)
        #expect(try found("低保", [:], hotline) == [number])
    }

    @Test("tickets about the same are proposed: same caller, same words, same place")
    func similar() throws {
        let story = try Story(followedBy: [])
        let hotline = story.hotline
        let leak = "小区三号楼下水管爆裂，污水流到院子里，低保户家里进了水，请尽快处理。"
        let same = Story.help + ["caller": ["phone": "13811112222"]]
        let first = try story.file(same + ["text": .string(leak)])
        let again = try story.file(Story.help + ["text": .string("急！" + leak)])
        try story.file(same + ["text": "孩子上大学，想申请助学金。"])
        try hotline.indexAll()
        let path = "/api/v1/tickets/\(first)/similar"
        let items = try hotline.get(.dispatcher, path).json()["items"]?.array ?? []
        #expect(items.count == 2)
        #expect(items.first?["number"]?.string == again)
        let because = items.compactMap { $0["because"]?.string }
        #expect(because.first?.contains("内容相近") == true && because.first?.contains("同一地点") == true)
        #expect(because.last?.contains("同一来电人") == true)
        let preview = try hotline.ask(
            .operator,
            "POST",
            "/api/v1/tickets/preview",
            body: Story.help + ["text": .string(leak)]
        )
        let numbers = try preview.json()["similar"]?.array?.compactMap { $0["number"]?.string }
        #expect(Set(numbers ?? []) == [first, again])
        let body = Story.help + ["text": .string(leak)]
        let asked = "/api/v1/tickets?similar=true"
        let filed = try hotline.ask(.operator, "POST", asked, body: body)
        #expect(filed.status == 201)
        let found = try filed.json()["similar"]?.array?.compactMap { $0["number"]?.string }
        #expect(Set(found ?? []) == [first, again])
        let plain = try hotline.ask(.operator, "POST", "/api/v1/tickets", body: body)
        #expect(try plain.json()["similar"] == nil, "who does not ask does not wait for it")
        for (person, count) in [(Person.strangerDispatcher, 404), (.neighbour, 404)] {
            #expect(try hotline.get(person, path).status == count)
        }
    }

    @Test("what many say of one place is hot")
    func hotIssues() throws {
        let story = try Story(followedBy: [])
        for index in 1...4 {
            try story.file(Story.help + ["text": .string("低保金这个月又没到账，已经第\(index)次了。")])
        }
        try story.file(Story.help + ["township": "140105002"])
        let issues = try story.hotline.get(.dispatcher, "/api/v1/hot-issues").json()["items"]
        #expect(issues?.array?.count == 1)
        #expect(issues?.at("0/division")?.string == Units.township)
        #expect(issues?.at("0/tickets")?.integer == 4)
        #expect(issues?.at("0/alike")?.integer == 4)
        let elsewhere = "/api/v1/hot-issues?division=140106"
        #expect(try story.hotline.get(.dispatcher, elsewhere).status == 404)
        let none = try story.hotline.get(.strangerDispatcher, "/api/v1/hot-issues").json()
        #expect(none["items"] == [])
    }
}
