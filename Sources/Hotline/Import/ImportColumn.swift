/// Something that is read of an old ticket (历史工单的一项).
package enum ImportColumn: String, CaseIterable, Sendable {
    case number, channel, received, text, title
    case county, township, address
    case name, phone, idNumber, anonymous, confidential
    case kind, matter, aspect
    case unit, answered, answer, outcome, satisfied, closed

    /// Without these a row is no ticket, or could not be told from one imported before.
    package static let required: [ImportColumn] = [.number, .received, .text]
}
