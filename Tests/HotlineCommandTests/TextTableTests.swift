import Testing

@testable import HotlineCommand

@Suite struct TextTableTests {
    @Test("columns stand under each other though Chinese is wide")
    func widths() {
        var table = TextTable(["账号", "角色"])
        table.add(["operator", "受理员"])
        #expect(table.lines == ["账号      角色", "operator  受理员"])
    }
}
