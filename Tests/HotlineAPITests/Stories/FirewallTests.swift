import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// The accused never learns who reported them (举报隔离).
@Suite struct FirewallTests {
    private static let report: JSON = [
        "channel": "county-hotline", "text": "举报坞城街道办截留低保金，请查处。",
        "township": "140105001", "kind": "report", "aspect": "integrity",
        "accused": ["140105001"],
    ]

    @Test("a report goes above the accused, for whom it is never there")
    func neverThere() throws {
        let story = try Story(followedBy: [.township, .townSystem, .bureau, .provinceManager])
        let number = try story.file(Self.report)
        #expect(try story.ticket(number).at("holder/unit")?.string == Units.bureau)
        try story.hotline.indexAll()
        for person in [Person.township, .colleague, .townSystem] {
            try expectNothing(of: number, for: person, story)
            let changes = try story.hotline.get(person, "/api/v1/changes?after=0").json()
            #expect(changes["items"] == [])
        }
        for action in ["note", "urge", "sign"] {
            try story.refuse(.township, on: number, action, ["text": "？"], with: 404)
        }
        let there: JSON = ["unit": .string(Units.township), "reason": "由街道自查"]
        try story.refuse(.dispatcher, on: number, "redirect", there, with: 409)
        try story.refuse(.dispatcher, on: number, "addCoHandler", there, with: 409)
        try story.act(.bureau, on: number, "sign", leads: .handling)
    }

    private func expectNothing(of number: String, for person: Person, _ story: Story) throws {
        let hotline = story.hotline
        for target in [
            "/api/v1/tickets/\(number)", "/api/v1/tickets/\(number)/events",
            "/api/v1/tickets/\(number)/clocks/answer/explanation",
            "/api/v1/tickets/\(number)/attachments/1",
        ] {
            let answer = try hotline.get(person, target)
            #expect(answer.status == 404)
            #expect(!answer.text.contains(number))
        }
        for target in [
            "/api/v1/tickets", "/api/v1/tickets?q=%E6%88%AA%E7%95%99",
            "/api/v1/tickets?kind=report", "/api/v1/breaches", "/api/v1/notices",
            "/api/v1/units/\(Units.township)/queue",
        ] {
            // The queue of another unit is not there at all.
            let items = try hotline.get(person, target).json()["items"] ?? []
            #expect(items == [], "\(target) for \(person)")
        }
        let search = try hotline.ask(
            person,
            "POST",
            "/api/v1/tickets/search",
            body: ["q": "截留"]
        )
        #expect(try search.json()["items"] == [])
    }

    @Test("who turns out to be accused loses the ticket with one tombstone")
    func turnsOut() throws {
        let story = try Story(followedBy: [.township, .neighbour, .dispatcher, .provinceManager])
        let late: JSON = ["kind": "complaint", "aspect": "payment"]
        let number = try story.file(Self.report + late)
        #expect(try story.ticket(number).at("holder/unit")?.string == Units.township)
        let helper: JSON = ["unit": .string(Units.neighbour), "reason": "协助核实"]
        try story.act(.dispatcher, on: number, "addCoHandler", helper, leads: .dispatched)
        let integrity: JSON = ["aspect": "integrity", "reason": "来电人说是截留"]
        try story.act(.dispatcher, on: number, "reclassify", integrity, leads: .desk)
        try expectNothing(of: number, for: .colleague, story)
    }

    @Test("a helper that turns out to be accused loses it too, and owes nothing any more")
    func accusedHelper() throws {
        let story = try Story(followedBy: [.township, .bureau, .dispatcher])
        let late: JSON = ["kind": "complaint", "aspect": "payment"]
        let number = try story.file(Self.report + late)
        let there: JSON = ["unit": .string(Units.bureau), "reason": "由民政局办理"]
        try story.act(.dispatcher, on: number, "redirect", there, leads: .dispatched)
        let helper: JSON = ["unit": .string(Units.township), "reason": "协助核实"]
        try story.act(.dispatcher, on: number, "addCoHandler", helper, leads: .dispatched)
        let integrity: JSON = ["aspect": "integrity", "reason": "来电人说是截留"]
        try story.act(.dispatcher, on: number, "reclassify", integrity, leads: .dispatched)
        #expect(try story.clock("coHandler", of: number)?["status"] == "cancelled")
    }

    @Test("who is accused does not hear of a report that leaves the scope of their account")
    func noTombstone() throws {
        let story = try Story(followedBy: [.operator, .dispatcher, .deskSystem, .cityDispatcher])
        let rude: JSON = [
            "kind": "complaint", "aspect": "conduct", "accused": [.string(Units.desk)],
        ]
        let number = try story.file(Self.report + rude, by: .cityDispatcher)
        #expect(try story.ticket(number).at("holder/unit")?.string == Units.bureau)
        let up: JSON = ["unit": .string(Units.cityBureau), "reason": "由市民政局办理"]
        try story.act(.cityDispatcher, on: number, "redirect", up, leads: .dispatched)
        for person in [Person.operator, .dispatcher, .deskSystem] {
            let changes = try story.hotline.get(person, "/api/v1/changes?after=0").json()
            #expect(changes["items"] == [], "\(person)")
        }
    }

    @Test("a helper of a report that is named as accused later loses it with one tombstone")
    func namedLater() throws {
        let story = try Story(followedBy: [.insurance, .dispatcher, .provinceManager])
        let unnamed: JSON = ["text": "举报经办人收钱，请查处。", "accused": JSON.null]
        let number = try story.file(Self.report + unnamed, leads: .desk)
        let there: JSON = ["unit": .string(Units.bureau)]
        try story.act(.dispatcher, on: number, "dispatch", there, leads: .dispatched)
        let helper: JSON = ["unit": .string(Units.insurance), "reason": "协助核实"]
        try story.act(.dispatcher, on: number, "addCoHandler", helper, leads: .dispatched)
        let named: JSON = ["accused": [.string(Units.insurance)], "reason": "是医保局的人"]
        try story.act(.dispatcher, on: number, "reclassify", named, leads: .dispatched)
        try expectNothing(of: number, for: .insurance, story)
    }

    @Test("a county whose bureau helped, and turns out to be accused, loses it too")
    func accusedHelperOfAnotherDesk() throws {
        let story = try Story(followedBy: [.dispatcher, .manager, .bureau, .cityDispatcher])
        let late: JSON = ["channel": "city-hotline", "kind": "suggestion", "township": JSON.null]
        let number = try story.file(Self.report + late, by: .cityDispatcher)
        let there: JSON = ["unit": .string(Units.cityBureau), "reason": "由市民政局办理"]
        try story.act(.cityDispatcher, on: number, "redirect", there, leads: .dispatched)
        let helper: JSON = ["unit": .string(Units.bureau), "reason": "协助核实"]
        try story.act(.cityDispatcher, on: number, "addCoHandler", helper, leads: .dispatched)
        let named: JSON = [
            "kind": "report", "accused": [.string(Units.bureau)], "reason": "是民政局截留",
        ]
        try story.act(.cityDispatcher, on: number, "reclassify", named, leads: .dispatched)
        let gone = try story.hotline.get(.dispatcher, "/api/v1/changes?after=0").json()
        #expect(gone["items"]?.array?.count == 1)
    }

    @Test("a township that files a report on itself does not see it again")
    func filedByAccused() throws {
        let story = try Story(followedBy: [.township, .provinceManager])
        let number = try story.file(Self.report + ["channel": "window"], by: .township)
        try expectNothing(of: number, for: .township, story)
        let changes = try story.hotline.get(.township, "/api/v1/changes?after=0").json()
        #expect(changes["items"] == [])
    }

    @Test("a report on the bureau leaves the county: its desk, its bureau and all below")
    func accusedBureau() throws {
        let followers: [Person] = [.dispatcher, .bureau, .township, .cityDispatcher]
        let story = try Story(followedBy: followers)
        let accused: JSON = ["accused": [.string(Units.bureau)]]
        let number = try story.file(Self.report + accused, by: .cityDispatcher)
        #expect(try story.ticket(number)["desk"]?.string == Units.cityDesk)
        #expect(try story.ticket(number).at("holder/unit")?.string == Units.cityBureau)
        for person in [Person.operator, .manager, .deskSystem, .auditor] {
            let answer = try story.hotline.get(person, "/api/v1/tickets/\(number)/events")
            #expect(answer.status == 404, "\(person)")
        }
    }

    @Test("a complaint that money is late goes to the unit that must answer it")
    func lateMoney() throws {
        let story = try Story()
        let late: JSON = ["kind": "complaint", "aspect": "payment", "matter": "dibao"]
        let number = try story.file(Self.report + late)
        #expect(try story.ticket(number).at("holder/unit")?.string == Units.township)
    }
}
