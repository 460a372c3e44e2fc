import Testing

@testable import HotlineCommand

@Suite struct StoryTimeTests {
    @Test("a time reads as it is written", arguments: ["3d 09:40", "0d 17:30", "25m"])
    func reading(text: String) {
        #expect(StoryTime(text)?.description == text)
    }

    @Test("what is no time is refused", arguments: ["", "3d", "3d 24:00", "m", "25m 09:00", "3w"])
    func refusal(text: String) {
        #expect(StoryTime(text) == nil)
    }
}
