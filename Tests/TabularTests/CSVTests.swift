import Foundation
import Testing

@testable import Tabular

/// What a file holds, as texts that can be compared.
private func read(_ bytes: [UInt8], limits: TableLimits = TableLimits()) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var found: [String] = []
    try Table.read(file, limits: limits) { what, progress in
        #expect((0...1).contains(progress))
        switch what {
        case .header(let header): found.append("header " + header.names.joined(separator: "|"))
        case .row(let row): found.append("\(row.line) " + row.cells.joined(separator: "|"))
        case .bad(let line, let mistake): found.append("\(line) bad: \(mistake)")
        }
    }
    return found
}

private func read(_ text: String, limits: TableLimits = TableLimits()) throws -> [String] {
    try read(Array(text.utf8), limits: limits)
}

@Suite struct CSVTests {
    @Test func quotedCellsMayHoldEverything() throws {
        let text = "a,b\r\n\"x,\"\"y\"\"\n2\",z\r\n\r\n,\nlast,1"
        #expect(try read(text) == ["header a|b", "2 x,\"y\"\n2|z", "6 last|1"])
    }

    @Test(arguments: [",", ";", "\t"])
    func theHeaderTellsTheSeparator(separator: String) throws {
        let text = "姓名|电话|备注\n张三|1|二".replacing("|", with: separator)
        #expect(try read(text) == ["header 姓名|电话|备注", "2 张三|1|二"])
    }

    @Test func aByteOrderMarkIsNoText() throws {
        #expect(try read("\u{FEFF}a,b\n1,2") == ["header a|b", "2 1|2"])
    }

    @Test func textOfChineseOfficesIsRead() throws {
        let encoding = String.Encoding(rawValue: 0x8000_0632)
        let text = "来电内容,乡镇\n" + String(repeating: "低保怎么申请\u{20087}，联通,坞城街道\n", count: 30_000)
        let bytes = try #require(text.data(using: encoding))
        let found = try read(Array(bytes))
        #expect(found.count == 30_001)
        #expect(found[0] == "header 来电内容|乡镇")
        #expect(found[30_000] == "30001 低保怎么申请\u{20087}，联通|坞城街道")
    }

    @Test func aCharacterMayGoOverTheEndOfAChunk() throws {
        for shift in 0..<4 {
            let long = String(repeating: "x", count: (1 << 18) - 4 + shift)
            let found = try read("a,b\n\(long),救𠂇\n")
            #expect(found.last?.hasSuffix("救𠂇") == true)
        }
    }

    @Test func whatCannotBeReadIsToldAndPassedOver() throws {
        var limits = TableLimits()
        limits.cellSizeMax = 10
        limits.columnCountMax = 3
        let text = "a,b\n1,12345678901\n\"x\"y,2\nx\"y,2\n1,2,3\n1,2,3,4\nlast,row\n\"open,"
        #expect(
            try read(text, limits: limits) == [
                "header a|b",
                "2 bad: a cell has more than 10 bytes",
                "3 bad: a quotation mark within a cell that is not quoted",
                "4 bad: a quotation mark within a cell that is not quoted",
                "5 bad: more cells than the 2 columns of the header",
                "6 bad: more than 3 columns",
                "7 last|row",
                "8 bad: the file ends within this row: a quoted cell is not closed",
            ]
        )
    }

    @Test func bytesOfNoEncodingAreToldByTheirLine() throws {
        let bad: [UInt8] = [0xFF, 0xFF, 0x2C, 0xFF, 0x0A]
        let found = try read(Array("a,b\n1,2\n".utf8) + bad + Array("3,4".utf8))
        #expect(
            found == ["header a|b", "2 1|2", "3 bad: neither UTF-8 nor GB18030", "4 3|4"]
        )
    }

    @Test(arguments: ["", "\n\n", " , \n"])
    func aFileWithoutAHeaderIsRefused(text: String) throws {
        #expect(throws: TableMistake.noHeader) { try read(text) }
    }

    @Test func aFileThatIsNotThereIsRefused() {
        #expect(throws: TableMistake.cannotRead("/nowhere")) {
            try Table.read(URL(filePath: "/nowhere")) { _, _ in }
        }
    }

    @Test func linesOfJSONAreRows() throws {
        let text = "{\"text\": \"求助\", \"n\": 2}\n\n[1]\n{\"x\": {}}\n{\"text\": \"二\"}"
        #expect(
            try read(text) == [
                "1 求助|2",
                "3 bad: not a JSON object of texts and numbers",
                "4 bad: not a JSON object of texts and numbers",
                "5 二",
            ]
        )
    }

    @Test func aVisitorThatThrowsEndsIt() throws {
        struct Enough: Error {}
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data("a\n1\n2\n3".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        var count = 0
        #expect(throws: Enough.self) {
            try Table.read(file) { _, _ in
                count += 1
                if count == 2 { throw Enough() }
            }
        }
        #expect(count == 2)
    }
}
