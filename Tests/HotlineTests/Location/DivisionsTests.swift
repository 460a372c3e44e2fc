import HotlineTesting
import Testing

@testable import Hotline

@Suite struct DivisionsTests {
    @Test("the shipped list holds Shanxi's townships")
    func shippedList() throws {
        let divisions = try Shipped.triage.get().divisions
        #expect(divisions.all(at: .township).count == 1291)
        #expect(divisions.all(at: .county).count == 117)
        #expect(divisions.all(at: .city).count == 11)
        #expect(divisions.provinces.count == 34)
        let township = try #require(divisions[try DivisionCode.of("140105001")])
        #expect(township.fullName == "山西省太原市小店区坞城街道")
        let county = try DivisionCode.of("140105")
        #expect(divisions.children(of: county).allSatisfy { county.contains($0.code) })
        #expect(divisions.children(of: county).contains(township))
        #expect(divisions[try DivisionCode.of("999999")] == nil)
    }

    @Test("an abolished township is known, but is nobody's place")
    func abolished() throws {
        let triage = try Shipped.triage.get()
        let gone = try #require(triage.divisions.all.first { $0.isAbolished })
        #expect(!gone.name.contains("撤销"))
        #expect(triage.divisions.place(gone.code)?.township == nil)
        #expect(triage.units[UnitKind.township.id(in: gone.code)] == nil)
    }

    @Test("villages lie where their names say, and keep the ends of their codes")
    func villages() throws {
        let divisions = try Shipped.triageWithVillages.get().divisions
        let village = try #require(divisions[try DivisionCode.of("140105100202")])
        #expect(village.fullName == "山西省太原市小店区北格镇双槐村")
        #expect(divisions.children(of: try DivisionCode.of("140122100")).count == 2)
    }

    @Test("rows that cannot be placed are left out and named")
    func leftOut() throws {
        let file = RuleText(
            name: "villages.csv",
            text: "code,village,town,county,city\n1,山前村,没有的镇,阳曲县,太原市\n"
        )
        let rules = try TriageRules(files: try Shipped.triageFiles() + [file])
        #expect(rules.leftOut.map(\.description) == ["villages.csv:2:1: there is no 太原市阳曲县没有的镇"])
    }

    @Test(arguments: [
        ("", "t.csv:1:1: the file is empty"),
        ("code9,town\n", "t.csv:1:1: the column 'county_code' is missing"),
        (
            "code9,town,county_code,county,city\n14010500,坞城街道,140105,小店区,太原市\n",
            "t.csv:2:1: '14010500' is no township of '140105'"
        ),
        (
            "code9,town,county_code,county,city\n140105001,坞城街道,140105\n",
            "t.csv:2:1: expected 5 fields, not 3"
        ),
        (
            "code9,town,county_code,county,city\n990105001,坞城街道,990105,小店区,太原市\n",
            "t.csv:2:1: no province has the code '99'"
        ),
    ])
    func mistakes(text: String, message: String) {
        var mistakes: [RuleMistake] = []
        let provinces = RuleText(name: "p.csv", text: "code,name\n14,山西省\n")
        let townships = RuleText(name: "t.csv", text: text)
        _ = Divisions(provinces: provinces, townships: townships, mistakes: &mistakes)
        #expect(mistakes.map(\.description).contains(message))
    }

    @Test("quoted fields hold commas, quotes and line ends")
    func quotedFields() {
        let file = RuleText(name: "q.csv", text: "a,b\r\n\"1,\n2\",3\r\n\n4,5")
        let table = CSVTable(file, required: ["a"])
        #expect(table.rows.map(\.fields) == [["1,\n2", "3"], ["4", "5"]])
        #expect(table.rows.map(\.line) == [2, 5])
    }
}
