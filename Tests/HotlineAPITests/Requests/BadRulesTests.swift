import Foundation
import Hotline
import HotlineAPI
import HotlineTesting
import Testing

/// Rules that cannot be, told all at once, each with its place (规则差错).
@Suite struct BadRulesTests {
    /// A change of a file that is a mistake: what stands where, and what is said of it there.
    struct Mistake: Sendable {
        let file: String
        let old: String
        let new: String
        /// What stands at the place that is told.
        let at: String
        let message: String
    }

    static let mistakes = [
        Mistake(
            file: "calendar/2026.yaml",
            old: "  - 2026-02-28",
            new: "  - 2026-02-28\n  - 2026-02-14",
            at: "2026-02-14\n  - 2026-05-09",
            message: "2026-02-14 stands here twice"
        ),
        Mistake(
            file: "calendar/2026.yaml",
            old: "  - 2026-09-20",
            new: "  - 2026-09-21",
            at: "2026-09-21",
            message: "2026-09-21 is a working day anyway, no make-up day"
        ),
        Mistake(
            file: "calendar/2025.yaml",
            old: "name: 清明节",
            new: "name: 寒食节",
            at: "- {name: 元旦",
            message: "no day off for 清明节"
        ),
        Mistake(
            file: "clocks.yaml",
            old: "    basis: 延期审核期限未见规定\n",
            new: "",
            at: "id: extension\n",
            message: "'basis' is missing"
        ),
        Mistake(
            file: "clocks.yaml",
            old: "  - id: callback\n",
            new: "  - {id: early, clock: callback, term: 1 workingDays, rollsOver: true,"
                + " from: 2018-01-01, until: 2019-06-30, basis: 示例, grade: B}\n  - id: callback\n",
            at: "id: callback\n",
            message: "ambiguous: 'early' is for the same tickets on the same days"
        ),
        Mistake(
            file: "clocks.yaml",
            old: "    term: 0.5 dailyHours",
            new: "    term: -1 workingDays",
            at: "-1 workingDays",
            message: "expected a term, a number above 0 and one of"
        ),
        Mistake(
            file: "clocks.yaml",
            old: "    term: 30 minutes",
            new: "    term: 30 fortnights",
            at: "30 fortnights",
            message: "expected a term, a number above 0 and one of"
        ),
        Mistake(
            file: "clocks.yaml",
            old: "    tell: manager",
            new: "    tell: mayor",
            at: "mayor",
            message: "'mayor' is none of unit, desk, manager"
        ),
        Mistake(
            file: "routing.yaml",
            old: "to: disabled-federation",
            new: "to: tax-office",
            at: "tax-office",
            message: "'tax-office' is none of"
        ),
    ]

    /// A year whose file is not there, and what is said at the year after it.
    static let lost = "calendar/2021.yaml"
    static let gap = "calendar/2022.yaml:1:1: after 2020 comes 2022, a gap"

    @Test("every mistake of every file is told at once, with its place")
    func allAtOnce() throws {
        let texts = try Shipped.ruleTexts().filter { $0.name != Self.lost }.map { file in
            let spoilt = Self.mistakes.filter { $0.file == file.name }.reduce(file.text) {
                #expect($0.contains($1.old), "\($1.old)")
                return $0.replacing($1.old, with: $1.new, maxReplacements: 1)
            }
            return RuleText(name: file.name, text: spoilt)
        }
        let thrown = #expect(throws: RuleMistakes.self) {
            try RulesInForce.read(texts, divisions: [], calendars: [])
        }
        let said = try #require(thrown).mistakes.map(\.description)
        #expect(said.count == Self.mistakes.count + 1, "\(said)")
        #expect(said.contains { $0.hasPrefix(Self.gap) }, "\(said)")
        for mistake in Self.mistakes {
            let text = try #require(texts.first { $0.name == mistake.file }).text
            let place = try Self.place(of: mistake.at, in: text)
            let line = "\(mistake.file):\(place): \(mistake.message)"
            #expect(said.contains { $0.hasPrefix(line) }, "\(line)")
        }
    }

    /// Line and column of the first place where a text stands.
    private static func place(of part: String, in text: String) throws -> String {
        let before = text[..<(try #require(text.range(of: part)).lowerBound)]
        let line = before.count { $0 == "\n" } + 1
        let column = before.reversed().prefix { $0 != "\n" }.count + 1
        return "\(line):\(column)"
    }
}
