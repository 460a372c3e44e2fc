import Testing

@testable import Hotline

@Suite struct IdentifierTests {
    @Test(
        "a ticket number has a day and a count, and fits in 64 bits",
        arguments: [
            ("20261123000017", true), ("202611230000170000", true), ("2026112300001", false),
            ("9999999999999999999", false), ("00261123000017", false), ("2026112300001a", false),
        ]
    )
    func ticketNumber(text: String, isOne: Bool) {
        #expect((TicketNumber(text) != nil) == isOne)
    }
}
