import Hotline
import HotlineTesting
import Testing

@Suite struct TriageRulesTests {
    /// What is wrong with the shipped files after a change to one of them.
    private func mistakes(in name: String, _ change: (String) -> String) throws -> [RuleMistake] {
        let files = try Shipped.triageFiles(replacing: name, by: change)
        do throws(RuleMistakes) {
            _ = try TriageRules(files: files)
            return []
        } catch {
            return error.mistakes
        }
    }

    @Test("the mistakes of all files are told at once, each with its place")
    func allAtOnce() throws {
        let broken = ["units.yaml", "categories.yaml", "intake.yaml", "routing.yaml"]
        let files = try Shipped.triageFiles().map { file in
            broken.contains { file.name.hasSuffix($0) }
                ? RuleText(name: file.name, text: "typo: 1\n") : file
        }
        #expect {
            _ = try TriageRules(files: files)
        } throws: { error in
            let lines = "\(error)".split(separator: "\n")
            return broken.allSatisfy { name in
                lines.contains { $0.hasPrefix("routing-rules/\(name):1:1: unknown key 'typo'") }
            }
        }
    }

    @Test("a file that is missing is named")
    func missingFile() throws {
        let files = try Shipped.triageFiles().filter { !$0.name.hasSuffix("intake.yaml") }
        #expect(throws: RuleMistakes.self) { try TriageRules(files: files) }
        #expect {
            _ = try TriageRules(files: files)
        } throws: { error in
            "\(error)" == "intake.yaml:1:1: the file is missing"
        }
    }

    @Test(arguments: [
        ("categories.yaml", "  praise: 表扬\n", "", "'praise' is missing"),
        ("categories.yaml", "grade: A", "grade: C", "'C' is none of A, B, unverified"),
        (
            "categories.yaml", "level: township", "level: palace",
            "'palace' is none of township, department"
        ),
        ("classification.yaml", "urgent: 4", "urgent: much", "expected a number from -100 to 100"),
        ("classification.yaml", "      - 请问\n", "      - 咨询\n", "'咨询' stands here twice"),
        ("intake.yaml", "code: litigation", "code: traffic", "'traffic' stands here twice"),
        (
            "units.yaml", "exceptions: []", "exceptions: [{unit: 140105-x}]",
            "no unit has the code '140105-x'"
        ),
        (
            "units.yaml", "  - kind: desk", "  - kind: emergency",
            "'desk' is missing: routing needs it"
        ),
        (
            "units.yaml", "names: {township:", "names: {county:",
            "there is no township at the county"
        ),
    ])
    func finds(file: String, old: String, new: String, message: String) throws {
        let mistakes = try mistakes(in: file) { $0.replacing(old, with: new, maxReplacements: 1) }
        #expect(mistakes.map(\.message).contains(message), "\(mistakes)")
        #expect(mistakes.allSatisfy { $0.line > 1 || $0.column >= 1 })
    }

    @Test("one unit may have other hours, another phone and another name")
    func exceptions() throws {
        let files = try Shipped.triageFiles(replacing: "units.yaml") {
            let exception = "{unit: 140105001, hours: \"09:00-17:00\", dutyPhone: \"0351\"}"
            return $0.replacing("exceptions: []", with: "exceptions: [\(exception)]")
        }
        let units = try TriageRules(files: files).units
        #expect(units[try UnitID.of("140105001")]?.hours == "09:00-17:00")
        #expect(units[try UnitID.of("140105001")]?.dutyPhone == "0351")
        #expect(units[try UnitID.of("140105002")]?.hours == "08:30-12:00,14:00-17:30")
    }

    @Test("every code has a Chinese name")
    func names() throws {
        let categories = try Shipped.triage.get().categories
        #expect(Matter.allCases.allSatisfy { categories.name($0) != $0.rawValue })
        #expect(Kind.allCases.allSatisfy { categories.name($0) != $0.rawValue })
        #expect(Aspect.allCases.allSatisfy { categories.name($0) != $0.rawValue })
    }
}
