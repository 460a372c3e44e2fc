package import Hotline
internal import HotlineCare

extension RulesInForce {
    /// What would become of a call and why, as lines of Chinese text.
    package func explanation(
        of text: String,
        address: String?,
        home: DivisionCode,
        at now: Instant
    ) -> String {
        let units = rulebook.units
        let desk = units.desk(of: home)
        let filing = Filing(
            channel: .countyHotline,
            text: text,
            address: address,
            home: home,
            desk: desk
        )
        let assessment = rulebook.triage.assess(filing, on: now.day)
        let actor = Actor(
            account: "explain",
            role: .operator,
            unit: desk,
            scope: home,
            chain: units.chain(of: desk),
            isAtDesk: true
        )
        let ticket = flow.file(
            Intake(filing: filing, assessment: assessment),
            number: TicketNumber(day: now.day, count: 1),
            by: actor,
            at: now
        )
        .ticket
        let cards = cards(saying: text, ticket, on: now.day)
        return
            (warnings(assessment) + subject(ticket) + destination(ticket, assessment)
            + clocks(ticket) + cards).joined(separator: "\n")
    }

    private func cards(saying text: String, _ ticket: Ticket, on day: Day) -> [String] {
        let wish = Guidance.Wish(
            text: text,
            matter: ticket.matter,
            aspect: ticket.aspect,
            county: ticket.place?.county,
            on: day
        )
        return care.guidance.cards(for: wish).map { "明白卡：\($0.title)（\($0.says)）" }
    }

    private func warnings(_ assessment: Assessment) -> [String] {
        var lines: [String] = []
        if let emergency = assessment.emergency { lines.append("紧急：\(emergency.advice)") }
        if let outOfScope = assessment.outOfScope {
            lines.append("建议不予受理（\(outOfScope.code)）：\(outOfScope.advice)")
        }
        return lines + assessment.notices
    }

    private func subject(_ ticket: Ticket) -> [String] {
        func line<Value>(_ label: String, _ name: String, _ decision: Decision<Value>) -> String {
            let words = decision.because.map { "“\($0)”" }.joined(separator: "、")
            let percent = Int((decision.confidence * 100).rounded())
            return "\(label)：\(name)（\(percent)%\(words.isEmpty ? "" : "，因为有\(words)")）"
        }
        let classification = ticket.classification
        return [
            line("诉求类型", categories.name(ticket.kind), classification.kind),
            line("事项", categories.name(ticket.matter), classification.matter),
            line("环节", categories.name(ticket.aspect), classification.aspect),
            line("紧急", ticket.isUrgent ? "是" : "否", classification.urgent),
            "分类依据：关键词规则" + (classification.model.map { "和模型 \($0)" } ?? "（没有模型）"),
        ]
    }

    private func destination(_ ticket: Ticket, _ assessment: Assessment) -> [String] {
        func name(_ unit: UnitID) -> String { rulebook.units[unit]?.name ?? unit.description }
        var lines = ["地点：\(ticket.place?.name ?? "未确定")"]
        if let question = assessment.placeQuestion { lines.append("请问：\(question)") }
        let unit = ticket.route.unit
        lines.append("去向：\(unit.map(name) ?? "\(name(ticket.desk))（人工派单）")")
        lines.append("理由：\(ticket.route.because)")
        if let basis = ticket.route.basis { lines.append("依据：\(basis)") }
        if let question = ticket.route.question { lines.append("请问：\(question)") }
        for candidate in ticket.route.candidates {
            lines.append("备选：\(name(candidate.unit))，\(candidate.because)")
        }
        return lines
    }

    private func clocks(_ ticket: Ticket) -> [String] {
        ticket.clocks.map { clock in
            let caution = clock.grade.caution.map { "，\($0)" } ?? ""
            return "时限：\(clock.kind.rawValue) 至 \(clock.due)（\(clock.basis)\(caution)）"
        }
    }
}
