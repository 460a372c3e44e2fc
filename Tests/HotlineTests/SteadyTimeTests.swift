import Hotline
import Testing

@Suite struct SteadyTimeTests {
    @Test(
        "a clock that jumps and comes back changes nothing",
        arguments: [7_200, -7_200] as [Int64]
    )
    func jumps(by seconds: Int64) {
        var time = SteadyTime()
        #expect(time.now(wall: 1_000_000, counter: 10) == Instant(seconds: 1_000_000))
        for later in stride(from: Int64(60), through: 540, by: 60) {
            let now = time.now(wall: 1_000_000 + later + seconds, counter: 10 + later)
            #expect(now == Instant(seconds: 1_000_000 + later))
        }
        #expect(time.now(wall: 1_000_600, counter: 610) == Instant(seconds: 1_000_600))
    }

    @Test("a clock that was set right is followed once it has stood by that")
    func follows() {
        var time = SteadyTime()
        _ = time.now(wall: 1_000_000, counter: 0)
        #expect(time.now(wall: 2_000_001, counter: 1) == Instant(seconds: 1_000_001))
        #expect(time.now(wall: 2_000_600, counter: 600) == Instant(seconds: 1_000_600))
        #expect(time.now(wall: 2_000_601, counter: 601) == Instant(seconds: 2_000_601))
        #expect(time.now(wall: 2_000_700, counter: 700) == Instant(seconds: 2_000_700))
    }

    @Test("a clock that is led back in small steps is followed all the way")
    func drifts() {
        var time = SteadyTime()
        var wall: Int64 = 1_000_000
        for counter in Int64(0)..<100 {
            wall += 3
            #expect(time.now(wall: wall, counter: counter) == Instant(seconds: wall))
        }
    }
}
