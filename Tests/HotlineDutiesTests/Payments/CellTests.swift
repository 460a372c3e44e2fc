import Hotline
import Testing

@testable import HotlineDuties

/// What people write into cells, and what is said to them about it.
@Suite struct CellTests {
    @Test(
        "an amount is whole fen",
        arguments: [("1234.50", 123_450), ("7", 700), ("0.1", 10), ("999999999", 99_999_999_900)]
    )
    func amounts(text: String, fen: Int64) {
        #expect(Cells.amount(text).value == Fen(fen))
    }

    @Test(
        "what may be meant otherwise is no amount, and its message says what to do",
        arguments: [
            ("1,234.50", "逗号"), ("１２３４", "全角"), ("-5", "负数"), ("1.005", "两位小数"),
            ("0.5万", "万元"), ("3万元", "万元"), ("0", "0"), ("0.00", "0"), ("abc", "不是金额"),
            ("1.2.3", "不是金额"), (".5", "不是金额"), ("5.", "不是金额"), ("1e5", "不是金额"),
            ("9999999999", "过大"), ("¥5", "不是金额"), ("５，０００", "全角"),
        ]
    )
    func badAmounts(text: String, word: String) {
        guard case .bad(let message) = Cells.amount(text) else {
            Issue.record("\(text) was read")
            return
        }
        #expect(message.contains(word), "\(message)")
    }

    @Test(
        "a day may be written in four ways",
        arguments: ["2026-11-09", "2026/11/9", "2026年11月9日", "20261109", "2026.11.9"]
    )
    func days(text: String) {
        #expect(Cells.day(text).value == Day(2026, 11, 9))
    }

    @Test(
        "what is no day is told, and of a serial which day it means",
        arguments: [
            ("46335", "2026-11-09"), ("46335.5", "2026-11-09"), ("2026-02-30", "不是日期"),
            ("11/9/2026", "不是日期"), ("昨天", "不是日期"), ("20261309", "不是日期"),
        ]
    )
    func badDays(text: String, word: String) {
        guard case .bad(let message) = Cells.day(text) else {
            Issue.record("\(text) was read")
            return
        }
        #expect(message.contains(word), "\(message)")
    }

    @Test(
        "an ID number that a spreadsheet has cut is told apart from one that is wrong",
        arguments: [
            ("1.40105199001011E+17", "科学计数法"), ("140105199001021000", "000"),
            ("14010519900101101", "18位"), ("140105199001011018", "校验码"),
            ("14010519901301101X", "校验码"), ("", "18位"),
        ]
    )
    func badIDs(text: String, word: String) {
        guard case .bad(let message) = Cells.idNumber(text) else {
            Issue.record("\(text) was read")
            return
        }
        #expect(message.contains(word), "\(message)")
        #expect(!message.contains("199001"), "an ID number stands in a message")
    }

    @Test func anIDNumberMayHaveItsLetterSmallOrAnApostropheBefore() {
        let id = IDNumber("11010519491231002X")
        #expect(Cells.idNumber("11010519491231002x").value == id)
        #expect(Cells.idNumber("'11010519491231002X").value == id)
    }
}
