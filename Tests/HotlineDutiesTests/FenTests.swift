import HotlineDuties
import Testing

/// Amounts of money.
@Suite struct FenTests {
    @Test(
        "an amount is written in yuan with both digits",
        arguments: [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123_450, "1234.50")]
    )
    func description(count: Int64, text: String) {
        #expect("\(Fen(count))" == text)
    }
}
