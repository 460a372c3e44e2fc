import Foundation
import Hotline
import HotlineDuties
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineAPI

/// The tables that cities hand in, as versions that are frozen.
@Suite struct AnnexTests {
    private static let target = "/annexes/1?city=1401&month=2026-11"

    private func file(_ first: Int, _ count: Int, isBack: Bool = false) -> PaymentFile {
        PaymentFile(
            rows: (first..<first + count).map {
                .init(idNumber: PaymentFile.idNumber($0), persons: 2, isBack: isBack)
            }
        )
    }

    private func row(_ table: JSON, _ county: String) -> JSON? {
        table["rows"]?.array?.first { $0["county"]?.string == county }
    }

    @Test func theTableAddsUpTheYearAndTheMonth() throws {
        let hotline = try TestHotline.withKeepers()
        try hotline.pay(file(0, 3), month: "2026-10")
        try hotline.pay(file(0, 4))
        try hotline.pay(file(10, 2, isBack: true))
        try hotline.pay(file(20, 5), programme: "rural-dibao")
        let withdrawn = try hotline.pay(file(30, 1))
        let reason: JSON = ["reason": "重复"]
        _ = try hotline.ask(.checker, "POST", "/payments/\(withdrawn)/withdrawal", reason)
        _ = try hotline.send(file(40, 1))
        let table = try hotline.ask(.cityClerk, "GET", Self.target).json()
        #expect(table["rows"]?.array?.count == 10, "every county of the city has a row")
        let own = row(table, "140105")
        #expect(own?["backTimes"] == 4)
        #expect(own?["back"] == 100_000)
        #expect(own?["totalTimes"] == 18)
        #expect(own?["total"] == 450_000)
        #expect(table.at("total/total") == 450_000)
        #expect(table["handIn"]?.isNull == true)
        #expect(table["caution"]?.isNull == true)
        let rural = try hotline.ask(.cityClerk, "GET", "/annexes/2?city=1401&month=2026-11").json()
        #expect(rural.at("total/total") == 250_000)
        #expect(rural["caution"]?.string?.contains("缺失") == true)
        let county = try hotline.ask(.clerk, "GET", Self.target).json()
        #expect(county["rows"]?.array?.count == 1, "a county sees its own row alone")
    }

    @Test func whatIsHandedInStaysAsItWas() throws {
        let hotline = try TestHotline.withKeepers(at: "2026-11-18T09:00:00+08:00")
        try hotline.pay(file(0, 3))
        let remark: JSON = ["county": "140105", "month": "2026-11", "remark": "含新增2户"]
        let own = try hotline.ask(.clerk, "POST", "/annexes/1/rows", remark)
        #expect(own.status == 200, "\(own.text)")
        let order: JSON = ["city": "1401", "month": "2026-11", "filler": "王五"]
        let handed = try hotline.ask(.cityClerk, "POST", "/annexes/1/hand-ins", order)
        #expect(handed.status == 201, "\(handed.text)")
        #expect(try handed.json().at("handIn/version") == 1)
        #expect(try handed.json().at("handIn/late") == false)
        #expect(try hotline.ask(.clerk, "POST", "/annexes/1/rows", remark).status == 409)
        try hotline.skip(to: "2026-11-23T09:00:00+08:00")
        try hotline.pay(file(10, 1))
        let frozen = try hotline.ask(.cityClerk, "GET", Self.target).json()
        #expect(frozen.at("total/total") == 150_000)
        #expect(row(frozen, "140105")?["remark"] == "含新增2户")
        #expect(frozen.at("handIn/filler") == "王五")
        let draft = try hotline.ask(.cityClerk, "GET", Self.target + "&version=0").json()
        #expect(draft.at("total/total") == 200_000)
        let bare = try hotline.ask(.cityClerk, "POST", "/annexes/1/hand-ins", order)
        #expect(bare.status == 422)
        let again = order + ["reason": "补录一批"]
        let second = try hotline.ask(.cityClerk, "POST", "/annexes/1/hand-ins", again)
        #expect(second.status == 201, "\(second.text)")
        #expect(try second.json().at("handIn/late") == true, "on the 23rd it is late")
        #expect(try hotline.ask(.cityClerk, "POST", "/annexes/1/hand-ins", again).status == 409)
        let path = "/annexes/1/versions?city=1401&month=2026-11"
        let versions = try hotline.get(.provinceManager, "/api/v1\(path)").json()
        #expect(versions["items"]?.array?.count == 2)
        #expect(versions.at("items/1/changes/0/before/total") == 150_000)
        #expect(versions.at("items/1/changes/0/after/total") == 200_000)
        let first = try hotline.ask(.cityClerk, "GET", Self.target + "&version=1").json()
        #expect(first.at("total/total") == 150_000)
        #expect(try hotline.ask(.cityClerk, "GET", Self.target + "&version=3").status == 404)
        #expect(try Audit.verify(hotline.file).findings == [])
    }

    @Test func noPersonStandsInATable() throws {
        let hotline = try TestHotline.withKeepers()
        var file = file(0, 3)
        file.rows[0].name = "司马相如"
        try hotline.pay(file)
        let text = try hotline.ask(.cityClerk, "GET", Self.target).text
        #expect(!text.contains("司马"))
        #expect(!text.contains(file.rows[0].idNumber.suffix(6)))
        let sheet = try hotline.ask(.cityClerk, "GET", Self.target + "&format=xlsx")
        #expect(sheet.status == 200)
        #expect(sheet.body.starts(with: Array("PK".utf8)))
    }

    @Test func nothingOfAMonthToComeIsHandedIn() throws {
        let hotline = try TestHotline.withKeepers()
        let order: JSON = ["city": "1401", "month": "2026-12", "filler": "王五"]
        let answer = try hotline.ask(.cityClerk, "POST", "/annexes/1/hand-ins", order)
        #expect(answer.status == 422)
        #expect(
            try hotline.ask(.cityClerk, "GET", "/annexes/4?city=1401&month=2026-11").status == 404
        )
    }
}
