import Testing

@Suite struct WalkTests {
    /// Does random things to tickets, over months and holidays.
    ///
    /// A failure names its seed; to replay it, run that argument alone.
    @Test("whatever is done by whomever whenever, what must hold holds", arguments: UInt64(1)...8)
    func randomWalk(seed: UInt64) throws {
        let walk = try Walk(seed: seed)
        for step in 1...300 {
            try walk.step()
            if step.isMultiple(of: 75) { try walk.checkSights() }
        }
        try walk.checkEnd()
        #expect(walk.doneCount > 60 && walk.refusedCount > 20, "a walk that goes nowhere")
    }
}
