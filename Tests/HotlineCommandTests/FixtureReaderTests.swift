import Hotline
import StrictJSON
import Testing

@testable import HotlineCommand

@Suite struct FixtureReaderTests {
    @Test("all mistakes of a file are told at once, each with its place")
    func mistakes() throws {
        let yaml = """
            stories:
              - story: one
                filed: yesterday
                by: operator
                body: {}
                ends: desk
              - story: two
                filed: 1d 09:00
                by: operator
                body: {}
                ends: lost
                sometimes: true
            """
        let error = try #require(throws: RuleMistakes.self) {
            try DemoFixtures.read([RuleText(name: "bad.yaml", text: yaml)])
        }
        let places = error.mistakes.map { "\($0.file):\($0.line):\($0.column)" }
        #expect(places == ["bad.yaml:3:12", "bad.yaml:12:5", "bad.yaml:11:11"])
    }

    @Test("yes and no are words, and what stands in quotation marks is text")
    func scalars() throws {
        let yaml = """
            stories:
              - story: one
                filed: 25m
                by: operator
                body: {satisfied: no, reached: false, days: 3, township: "140105001"}
                ends: merged
            """
        let story = try #require(
            DemoFixtures.read([RuleText(name: "good.yaml", text: yaml)]).stories.first
        )
        #expect(story.body["satisfied"] == "no")
        #expect(story.body["reached"] == false)
        #expect(story.body["days"] == 3)
        #expect(story.body["township"] == "140105001")
        #expect(story.end == Story.End(state: .closed, outcome: .merged))
    }
}
