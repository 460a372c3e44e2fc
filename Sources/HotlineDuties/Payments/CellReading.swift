package import Hotline

/// What a cell holds, or what is wrong with it and what to do (单元格).
package enum CellReading<Value> {
    case value(Value)
    case bad(String)

    package var value: Value? {
        if case .value(let value) = self { value } else { nil }
    }
}

/// Reads cells as people fill them in, without guessing: what could be meant otherwise is told.
package enum Cells {
    /// The most that one line can be of, in yuan: more is a mistake of typing.
    private static let yuanDigitsMax = 9

    /// An amount in yuan (元) with at most two decimals, such as `1234.50`.
    package static func amount(_ text: String) -> CellReading<Fen> {
        if text.contains(where: { "０１２３４５６７８９．，".contains($0) }) {
            return .bad("金额\(short(text))含全角字符，请改用半角数字。")
        }
        if text.contains("万") { return .bad("金额\(short(text))以万元为单位，请换算成元。") }
        if text.contains(",") { return .bad("金额\(short(text))含逗号，请去掉千分位逗号。") }
        if text.hasPrefix("-") || text.hasPrefix("－") || text.hasPrefix("(") {
            return .bad("金额\(short(text))是负数；冲销请作废原批次，不要填负数。")
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }
        guard parts.count <= 2, isPlain else {
            return .bad("\(short(text))不是金额，请填以元为单位的数字，例如1234.50。")
        }
        if parts.count == 2, parts[1].utf8.count > 2 {
            return .bad("金额\(short(text))多于两位小数，请核对到分。")
        }
        guard parts[0].utf8.count <= yuanDigitsMax, let yuan = Int64(parts[0]) else {
            return .bad("金额\(short(text))过大，请核对。")
        }
        let decimals = parts.count == 2 ? String(parts[1]) : ""
        let cents = Int64((decimals + "00").prefix(2)) ?? 0
        let amount = Fen(yuan * 100 + cents)
        return amount > Fen(0) ? .value(amount) : .bad("金额不能是0。")
    }

    /// A day in one of three styles; a bare number is the serial that a spreadsheet counts in.
    package static func day(_ text: String) -> CellReading<Day> {
        if let serial = Double(text), text.utf8.count != 8 {
            let day = (20_000...80_000).contains(serial) ? " （\(excelDay(Int(serial)))）" : ""
            return .bad("\(short(text))是Excel的日期序号\(day)，请把这一列设为日期格式，或填2026-11-09。")
        }
        let day = date(text)
        return day.map(CellReading.value) ?? .bad("\(short(text))不是日期，请填2026-11-09这样的日期。")
    }

    /// `2026-11-09`, `2026/11/9`, `2026年11月9日` or `20261109`.
    private static func date(_ text: String) -> Day? {
        if text.utf8.count == 8, text.utf8.allSatisfy(isDigit), let number = Int(text) {
            return Day(number / 10_000, number / 100 % 100, number % 100)
        }
        let marks: Set<Character> = ["-", "/", ".", "年", "月", "日"]
        let parts = text.split { marks.contains($0) }.map(String.init)
        guard parts.count == 3, parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) }),
            parts[0].utf8.count == 4, parts[1...].allSatisfy({ $0.utf8.count <= 2 }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        return Day(year, month, day)
    }

    /// The day of a serial: number 61 is 1900-03-01.
    private static func excelDay(_ serial: Int) -> Day { Day(number: serial - 25_569) }

    /// A number of an identity card, whose check must fit.
    package static func idNumber(_ text: String) -> CellReading<IDNumber> {
        let lower = text.lowercased()
        if lower.contains("e+") || lower.contains(".") && Double(text) != nil {
            return .bad("身份证号被Excel改成了科学计数法，末几位已丢失；请把这一列设为文本后重新填写。")
        }
        let plain = text.hasPrefix("'") ? String(text.dropFirst()) : text
        let number = plain.uppercased()
        if let id = IDNumber(number), number.utf8.count == 18 { return .value(id) }
        let isDigits = number.utf8.allSatisfy(isDigit)
        if isDigits, number.utf8.count == 18, number.hasSuffix("000") {
            return .bad("身份证号末三位是000，像是被Excel丢了末几位；请把这一列设为文本后重新填写。")
        }
        if number.utf8.count != 18 {
            return .bad("身份证号应是18位，这里是\(number.count)位。")
        }
        return .bad("身份证号的校验码不符（GB 11643），请核对。")
    }

    package static func persons(_ text: String, max: Int) -> CellReading<Int> {
        guard let count = Int(text), (1...max).contains(count), String(count) == text else {
            return .bad("人数\(short(text))不是1至\(max)的整数。")
        }
        return .value(count)
    }

    /// The last four digits of an account; a whole number of one is not kept.
    package static func account(_ text: String) -> CellReading<String> {
        guard text.utf8.count == 4, text.utf8.allSatisfy(isDigit) else {
            return .bad("账号只填末四位数字（不足四位时左边补0，并设为文本）。")
        }
        return .value(text)
    }

    static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    /// What was in the cell, cut: an ID number never is.
    private static func short(_ text: String) -> String { "“\(text.prefix(20))”" }
}
