import HotlineCare
import Testing

/// How far somebody can care for themselves.
@Suite struct SelfCareTests {
    @Test("no two grades share a name")
    func names() {
        #expect(Set(SelfCare.allCases.map(\.chineseName)).count == SelfCare.allCases.count)
    }
}
