import Hotline
import Testing

@Suite struct RedactionTests {
    @Test(arguments: [
        ("电话13812345678。", "电话〔电话1〕。", ["13812345678"]),
        ("13812345678 13912345678", "〔电话1〕 〔电话2〕", ["13812345678", "13912345678"]),
        ("2026-11-23 13812345678", "2026-11-23 〔电话1〕", ["13812345678"]),
        ("138 1234 5678", "〔电话1〕", ["13812345678"]),
        ("+86 138-1234-5678", "+〔电话1〕", ["13812345678"]),
        ("１３８１２３４５６７８", "〔电话1〕", ["13812345678"]),
        ("单位0351-1234567", "单位〔电话1〕", ["03511234567"]),
        ("北京010-12345678", "北京〔电话1〕", ["01012345678"]),
        ("身份证11010519491231002x", "身份证〔证件号1〕", ["11010519491231002X"]),
        ("110105 19491231 002X", "〔证件号1〕", ["11010519491231002X"]),
        ("138.1234.5678", "〔电话1〕", ["13812345678"]),
        ("138，1234，5678", "〔电话1〕", ["13812345678"]),
        ("138\u{A0}1234\u{200B}5678", "〔电话1〕", ["13812345678"]),
        ("138  1234 5678", "〔电话1〕", ["13812345678"]),
        ("1 3 8 1 2 3 4 5 6 7 8", "〔电话1〕", ["13812345678"]),
        ("(0351)7654321", "(〔电话1〕", ["03517654321"]),
        ("残疾证11010519491231002X41", "残疾证〔证件号1〕", ["11010519491231002X41"]),
        ("残疾证110105194912310029 41B1", "残疾证〔证件号1〕B1", ["11010519491231002941"]),
        ("打一三八一二三四五六七八。", "打〔电话1〕。", ["13812345678"]),
        ("幺三八 一二三四 五六七八", "〔电话1〕", ["13812345678"]),
        ("第一13812345678，一家三口", "第一〔电话1〕，一家三口", ["13812345678"]),
        ("138一二三四5678", "〔电话1〕", ["13812345678"]),
        ("卡号6222 0212 3456 7890 128", "卡号〔银行卡1〕", ["6222021234567890128"]),
        ("卡号6222021234567894", "卡号〔银行卡1〕", ["6222021234567894"]),
        ("护照E12345678，", "护照〔证件号1〕，", ["E12345678"]),
        ("护照ea1234567", "护照〔证件号1〕", ["EA1234567"]),
        ("座机7654321", "座机〔电话1〕", ["7654321"]),
        ("电话是：6543-2109。", "电话是：〔电话1〕。", ["65432109"]),
        ("我写〔电话1〕，打13812345678", "我写[电话1〕，打〔电话1〕", ["13812345678"]),
        (
            "140105197001010014，13812345678", "〔证件号1〕，〔电话2〕",
            ["140105197001010014", "13812345678"]
        ),
    ])
    func numbersAreCut(text: String, expected: String, values: [String]) {
        let redaction = Redaction(text, firstID: 1)
        #expect(redaction.text == expected)
        #expect(redaction.cuts.map(\.value) == values)
    }

    @Test(arguments: [
        "低保每月560元，2026年11月23日", "工单20261123000017", "面积12345.6平方米", "12345热线",
        "编号98765432101234567890123", "没有数字", "",
        "补发15.5元，2026.11.24到账", "0.35,0.45,0.55,0.75", "每月1350.00、2026.1起",
        "15.5 2026.11.24", "1,380,000元", "电话费7654321元", "来电20261123", "补了7654321",
        "一家三口，四五个月，二〇二六年十一月", "卡号6222021234567890", "ABE12345678", "车牌晋A12345",
        "一二三四五六七八九十",
    ])
    func otherNumbersStay(text: String) {
        #expect(Redaction(text, firstID: 1).text == text)
    }

    @Test("what people see of a number is its mask where nothing is kept")
    func masked() {
        #expect(Redaction.masked("回13812345678的电话") == "回138****5678的电话")
        #expect(Redaction.forgetting("回13812345678的电话") == "回〔电话未留存〕的电话")
    }
}

@Suite struct IDNumberTests {
    @Test(arguments: [
        ("11010519491231002X", "11010519491231002X"), ("440524188001010014", "440524188001010014"),
        ("110105491231002", "11010519491231002X"),
    ])
    func checked(text: String, number: String) {
        #expect(IDNumber(text)?.description == number)
    }

    @Test(arguments: [
        "110105194912310021", "11010519490231002X", "1101051949123100X2", "01010519491231002X",
        "", "11010519491231002", "110105491331002",
    ])
    func wrong(text: String) {
        #expect(IDNumber(text) == nil)
    }

    @Test("each digit and each pair of neighbours counts")
    func everyMistake() {
        let right = Array("440524188001010014")
        for index in right.indices {
            for digit in "0123456789" where digit != right[index] {
                var wrong = right
                wrong[index] = digit
                #expect(IDNumber(String(wrong)) == nil)
            }
        }
    }

    @Test func disability() throws {
        let first = try #require(DisabilityCertificate("11010519491231002X41"))
        #expect(first.category == .physical && first.grade == 1 && first.suffix == "")
        let second = try #require(DisabilityCertificate("11010519491231002x72B1"))
        #expect(second.category == .multiple && second.grade == 2 && second.suffix == "B1")
        #expect(second.holder.description == "11010519491231002X")
        for wrong in ["11010519491231002X81", "11010519491231002X45", "11010519491231002141", ""] {
            #expect(DisabilityCertificate(wrong) == nil)
        }
    }

    @Test("one person is found by any form of the number")
    func lookup() {
        let forms = ["11010519491231002X", "110105491231002", "11010519491231002X41"]
        let keys = Set(forms.map { PersonalField(.idNumber, $0).lookupValue })
        #expect(keys == ["11010519491231002X"])
    }
}
