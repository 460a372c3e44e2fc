import Foundation
import GRDB
import Hotline
@testable import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineAPI

/// Payments whose time is over: who was paid is destroyed, how much stays (到期销毁).
@Suite struct PaymentPurgeTests {
    @Test("lines, their key and the codes of persons go; sums, tables and journal stay")
    func purged() throws {
        let hotline = try TestHotline.withKeepers()
        let rows = (0..<3).map { PaymentFile.Row(idNumber: PaymentFile.idNumber($0)) }
        try hotline.pay(PaymentFile(rows: rows))
        let movement: JSON = [
            "programme": "urban-dibao", "month": "2026-11", "step": "raised",
            "to": "1401-civil-affairs", "amount": 100, "on": "2026-11-01", "note": "文号",
        ]
        #expect(try hotline.ask(.cityClerk, "POST", "/funds", movement).status == 201)
        let table = "/annexes/1?city=1401&month=2026-11"
        let before = try hotline.ask(.cityClerk, "GET", table).json()["rows"]
        let retention = hotline.office.rulesInForce.retention
        func ends(_ day: String) throws -> Retention.Ends {
            retention.ends(at: try #require(Instant("\(day)T09:00:00+08:00")))
        }
        #expect(retention.payments.grade == .unverified)
        #expect(try hotline.store.due(ends("2031-11-01")).payments == 0)
        let later = try ends("2032-03-01")
        #expect(try hotline.store.due(later).payments == 2)
        #expect(try hotline.store.purge(later, at: hotline.time.now).payments == 2)
        #expect(try hotline.store.due(later).payments == 0)
        let left = try hotline.store.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT 1 FROM paymentLine UNION SELECT 1 FROM paymentFinding"
            )
        }
        #expect(left.isEmpty)
        let batch = try hotline.ask(.clerk, "GET", "/payments/1").json()
        #expect(batch["amount"] == 150_000 && batch["lines"] == 3)
        #expect(try hotline.ask(.clerk, "GET", "/payments/1/lines").json()["items"] == [])
        #expect(try hotline.ask(.cityClerk, "GET", table).json()["rows"] == before)
        let way = try hotline.ask(.cityClerk, "GET", "/funds?division=1401").json()
        #expect(way.at("movements/0/amount") == 100 && way.at("movements/0/note") == .null)
        #expect(try Audit.verify(hotline.file).findings == [])
    }
}
