import Hotline
import HotlineTesting
import Testing

/// What `rules check` finds in the dispatch directory.
@Suite struct DispatchDirectoryTests {
    private static let rule = """
          because: 试验
          basis: 试验
          grade: unverified
          from: 2026-07-01
          examples: [{text: 试验}]
        """

    /// The mistakes after a rule was added to the shipped ones.
    private func mistakes(adding lines: String) throws -> [String] {
        let files = try Shipped.triageFiles(replacing: "routing.yaml") {
            $0 + "\n  - " + lines.split(separator: "\n").joined(separator: "\n    ") + "\n"
                + Self.rule.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n") + "\n"
        }
        do throws(RuleMistakes) {
            _ = try TriageRules(files: files)
            return []
        } catch {
            return error.mistakes.map(\.message)
        }
    }

    @Test("the shipped rules decide their own examples")
    func examples() throws {
        #expect(try Shipped.triage.get().failedExamples() == [])
    }

    @Test(
        "finds what is wrong",
        arguments: [
            ("id: again\nmatter: dibao\nto: civil-affairs", "'dibao' contradicts 'again'"),
            (
                "id: cross\nkind: help\naspect: payment\nto: civil-affairs\nmatter: dibao",
                ""
            ),
            (
                "id: wide\nto: desk",
                "'wide' never matches: rules that ask for more decide all of it"
            ),
            (
                "id: down\nmatter: funeral\nkind: help\nto: township",
                "'funeral' is a department's matter and may not go to a township (国办函〔2025〕66号)"
            ),
            (
                "id: nobody\nmatter: dibao\nkind: help\nto: rescue-station\nlevel: province",
                "no unit is a rescue-station at the province"
            ),
            ("id: other\nmatter: dibao\nkind: praise\nto: township", "'other' stands here twice"),
            ("id: here\nmatter: dibao\nplace: 140105\nto: civil-affairs", ""),
            (
                "id: nowhere\nmatter: dibao\nplace: 140199\nto: desk",
                "no division has the code '140199'"
            ),
            (
                "id: mixed\nmatter: dibao\nplace: [140105, 1402]\nto: desk",
                "the places of one rule are of one level"
            ),
            (
                "id: alone\nmatter: dibao\nplace: 140105\nto: housing\nunit: 140199-housing",
                "no unit has the code '140199-housing'"
            ),
            (
                "id: alone\nmatter: dibao\nplace: 140105\nto: desk\nunit: 140105-housing",
                "'140105-housing' is no desk"
            ),
            (
                "id: low\nmatter: dibao\nkind: help\nto: civil-affairs\npriority: low",
                "'low' is none of urgent"
            ),
        ]
    )
    func finds(lines: String, message: String) throws {
        let mistakes = try mistakes(adding: lines)
        #expect(message.isEmpty ? mistakes.isEmpty : mistakes.contains(message), "\(mistakes)")
    }

    /// A rule on one line.
    private func line(_ id: String, _ fields: String) -> String {
        """
          - {id: \(id), matter: dibao, \(fields), because: 试验, basis: 试验, grade: unverified,
             from: 2026-07-01, examples: [{text: 试验, kind: help, matter: dibao}]}

        """
    }

    private func files(adding lines: String) throws -> [RuleText] {
        try Shipped.triageFiles(replacing: "routing.yaml") { $0 + "\n" + lines }
    }

    @Test(
        "rules of two places contradict each other only where they overlap",
        arguments: [("140107", false), ("140106", true), ("1401", false)]
    )
    func places(place: String, isContradiction: Bool) throws {
        let one = line("one", "place: [140105, 140106], to: civil-affairs")
        let files = try files(adding: one + line("two", "place: \(place), to: desk"))
        var mistakes: [String] = []
        do throws(RuleMistakes) {
            _ = try TriageRules(files: files)
        } catch {
            mistakes = error.mistakes.map(\.message)
        }
        #expect(mistakes == (isContradiction ? ["'two' contradicts 'one'"] : []))
    }

    @Test("a county has its own rule: another unit, another clock, and urgent")
    func countyRule() throws {
        let lines = line(
            "here",
            """
            kind: help, place: 140105, to: civil-affairs, unit: 1401-civil-affairs,
                 clock: answer-consult, priority: urgent
            """
        )
        let triage = Triage(rules: try TriageRules(files: files(adding: lines)))
        #expect(triage.failedExamples() == [])
        var filing = try Filing.sample("想申请低保", address: "坞城街道")
        (filing.kind, filing.matter) = (.help, .dibao)
        let here = triage.assess(filing, on: Day(number: 20_780))
        #expect(here.route.unit?.description == "1401-civil-affairs")
        #expect(here.route.clock == "answer-consult")
        #expect(here.classification.urgent.value)
        filing.address = "迎泽区柳巷街道"
        let there = triage.assess(filing, on: Day(number: 20_780))
        #expect(there.route.rule == "dibao")
        #expect(!there.classification.urgent.value)
    }

    @Test("finds unknown kinds of units, fields and grades, all at once")
    func findsAll() throws {
        let mistakes = try mistakes(adding: "id: odd\nmatter: dibaoo\nto: palace\nwhen: now")
        #expect(mistakes.contains { $0.hasPrefix("'palace' is none of village, township") })
        #expect(mistakes.contains("unknown key 'when'"))
    }

    @Test("a matter that no rule decides is found")
    func matterWithoutRule() throws {
        let files = try Shipped.triageFiles(replacing: "routing.yaml") {
            $0.replacing("    matter: charity\n", with: "    matter: charity\n    kind: help\n")
        }
        #expect {
            _ = try TriageRules(files: files)
        } throws: { error in
            "\(error)".contains("nothing decides 'charity' (consult, policy) on 2026-07-01")
        }
    }

    @Test("the order of the rules means nothing")
    func orderMeansNothing() throws {
        let files = try Shipped.triageFiles(replacing: "routing.yaml") { text in
            let rules = text.split(separator: "\n  - id:").dropFirst()
            return "rules:"
                + rules.reversed().map { "\n  - id:\($0)" }.joined()
                .replacing("&assistance", with: "").replacing(
                    "*assistance",
                    with: "[dibao, tekun, temporary, marginal, elder-care, disaster-relief]"
                ) + "\n"
        }
        let reversed = Triage(rules: try TriageRules(files: files))
        #expect(reversed.failedExamples() == [])
    }
}
