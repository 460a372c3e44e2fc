import Hotline
import HotlineTesting
import Testing

@Suite struct RuleCatalogueTests {
    @Test func listsWhateverHasABasisAndAGrade() {
        let text = RuleText(
            name: "example.yaml",
            text: """
                clocks:
                  - id: answer
                    days: 5
                    basis: 吕梁
                    grade: B
                settings:
                  daysMax:
                    value: [1, 2]
                    basis: 未见规定
                    grade: unverified
                other: {basis: 无等级}
                """
        )
        let entries = RuleCatalogue.entries(of: text)
        #expect(entries.map(\.name) == ["answer", "daysMax"])
        #expect(entries.map(\.says) == ["days: 5", "value: 1、2"])
        #expect(entries.map(\.grade) == [.b, .unverified])
        #expect(entries.map(\.line) == [2, 8])
    }

    @Test(arguments: ["clocks.yaml", "intake.yaml", "routing.yaml", "units.yaml"])
    func listsTheShippedRules(file: String) throws {
        let text = try Shipped.text("routing-rules/\(file)")
        let entries = RuleCatalogue.entries(of: RuleText(name: file, text: text))
        #expect(entries.count >= 5)
        #expect(entries.allSatisfy { !$0.name.isEmpty && !$0.basis.isEmpty && $0.says.count < 250 })
    }
}
