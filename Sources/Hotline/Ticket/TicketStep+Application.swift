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
        var subject = subject
        subject.programme = Programme(rawValue: programme)
        subject.special = special.flatMap(SpecialCircumstance.init)
        guard subject.programme != nil, (special == nil) == (subject.special == nil) else {
            let codes =
                Programme.allCases.map(\.rawValue) + SpecialCircumstance.allCases.map(\.rawValue)
            throw .badField(
                pointer: subject.programme == nil ? "/programme" : "/special",
                message: "没有这个救助项目或特殊情形；可用的代码：\(codes.joined(separator: "、"))。"
            )
        }
        detail("programme", programme)
        detail("acceptedOn", acceptedOn.description)
        detail("special", special)
        let accepted = acceptedOn == now.day ? now : Instant(acceptedOn)
        // The whole where the law limits it; else the step that begins with the acceptance.
        let stages = rulebook.clocks.stages(.statutory, for: subject, on: acceptedOn)
        if let rule = stages.first(where: { $0.stage == "total" }) ?? stages.first {
            start(rule, for: unit, from: accepted)
        }
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
