internal import GRDB
internal import Hotline
internal import StrictJSON

/// A notice as a row of `notice`.
struct NoticeRow {
    let id: Int64
    let ticket: TicketNumber
    let event: Int64
    let notice: Notice

    static let selection = """
        n.id, n.ticket, n.event, n.occasion, n.clock, n.rule, n.recipient, n.unit, n.at,
        n.acknowledge, n.following, n.raiseAt
        """

    init(_ row: Row) throws {
        var reader = Reader(row)
        id = try reader.integer()
        ticket = try TicketNumber(column: reader.integer())
        event = try reader.integer()
        let occasion = try reader.code(NoticeOccasion.self)
        let clock = reader.optionalInteger().map(Int.init)
        let rule = try reader.text()
        let recipient = try reader.code(NoticeRecipient.self)
        let unit = try reader.read(UnitID.self)
        let at = try reader.instant()
        let acknowledge = try reader.read(Term.self)
        let following = (try reader.json().array ?? []).compactMap(\.string)
        notice = Notice(
            cause: NoticeCause(occasion, clock: clock),
            rule: rule,
            to: recipient,
            unit: unit,
            at: at,
            raiseAt: reader.optionalInstant(),
            then: following.compactMap(NoticeRecipient.init),
            acknowledge: acknowledge
        )
    }
}
