import Hotline
import Testing

@testable import HotlineTraining

@Suite struct TrainingTableTests {
    private func read(_ text: String, _ columns: [String] = ["label"]) throws -> TrainingTable {
        try TrainingTable(tsv: text, file: "letters.tsv", columns: columns)
    }

    @Test("a header says where the columns are, and none is needed")
    func headers() throws {
        let plain = try read("道路\t路灯坏了\n\n水电\t停水\r\n")
        #expect(plain.rows.map(\.text) == ["路灯坏了", "停水"])
        #expect(plain.rows.map(\.labels) == [["道路"], ["水电"]])
        let headed = try read("id\tmatter\tkind\ttext\n1\tdibao\thelp\t没有收入\n", ["kind", "matter"])
        #expect(headed.rows.map(\.labels) == [["help", "dibao"]])
        let ordered = try read("help\tdibao\t没有收入\n", ["kind", "matter"])
        #expect(ordered.rows.map(\.labels) == [["help", "dibao"]])
        #expect(try read("\u{FEFF}label\ttext\na\tb\tc\n").rows.map(\.text) == ["b\tc"])
    }

    @Test(
        "whatever is wrong is told with its line, all at once",
        arguments: [
            ("道路\t路灯\n没有标签\n", "letters.tsv:2:1: expected label<TAB>text"),
            ("道路\t\n水电\t停水\n", "letters.tsv:1:1: the text is empty"),
            ("\t停水\n", "letters.tsv:1:1: the label is empty"),
            ("\n  \n", "letters.tsv:1:1: there is no example"),
            ("", "letters.tsv:1:1: there is no example"),
        ]
    )
    func mistakes(text: String, message: String) {
        #expect {
            try read(text)
        } throws: {
            "\($0)".contains(message)
        }
    }

    @Test("a label that the categories do not know is told with its line")
    func unknownLabel() {
        #expect {
            try read("dibao\t低保\nlowbao\t低保\nx\t低保\n", ["matter"])
        } throws: { error in
            let text = "\(error)"
            return text.contains("letters.tsv:2:1: 'lowbao' is no matter of the categories")
                && text.contains("letters.tsv:3:1")
        }
    }
}
