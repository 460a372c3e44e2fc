/// An application for assistance that grew out of the demand (救助申请).
extension TicketStep {
    /// Starts the statutory clocks of a programme from the day of acceptance.
    ///
    /// They prevail over the answer's only where they are longer, and never for a
    /// consultation, a complaint or a report.
    mutating func startApplication(
        _ programme: String,
        acceptedOn: Day,
        special: String?
    ) throws(Refusal) {
        guard acceptedOn <= now.day, acceptedOn >= ticket.origin.receivedAt.day.advanced(by: -365)
        else {
            throw .badField(pointer: "/acceptedOn", message: "受理日不能在今天以后。")
        }
        guard openClock(.statutory) == nil else {
            throw .againstRule("这张工单已登记过救助申请。")
        }
        guard let unit = ticket.unit else { preconditionFailure("handled by no unit") }
        let stages = rulebook.clocks.statutoryStages(programme: programme, special: special)
        guard !stages.isEmpty else {
            throw .badField(
                pointer: "/programme",
                message: "没有这个救助项目或特殊情形的法定时限。"
            )
        }
        detail("programme", programme)
        detail("acceptedOn", acceptedOn.description)
        detail("special", special)
        let accepted = acceptedOn == now.day ? now : Instant(acceptedOn)
        for stage in stages { start(.statutory, stage: stage, for: unit, from: accepted) }
        letStatutoryPrevail()
    }

    private mutating func letStatutoryPrevail() {
        switch ticket.kind {
        case .consult, .complaint, .report: return
        case .help, .suggestion, .praise: break
        }
        let statutory = ticket.clocks.filter { $0.kind == .statutory && $0.isOpen }.map(\.due).max()
        guard let statutory, let answer = openClock(.answer), statutory > answer.due,
            answer.missedAt == nil
        else { return }
        cancel(.answer, .extension)
        ticket.extensions.daysAsked = nil
    }
}
