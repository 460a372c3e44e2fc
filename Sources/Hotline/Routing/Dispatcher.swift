/// Finds the unit that must answer a ticket (派单), or says why the desk must.
struct Dispatcher: Sendable {
    let units: UnitDirectory
    let divisions: Divisions
    let categories: Categories
    let directory: DispatchDirectory

    /// All that dispatching goes by.
    struct Case {
        let filing: Filing
        let reading: Reading
        let verdict: Verdict
        let classification: Classification
        let outOfScope: OutOfScope?
        let whereabouts: Whereabouts
        let accused: [UnitID]
        let day: Day

        var isByPerson: Bool { classification.matter.by == .person }

        func cell(_ matter: Matter) -> RoutingCell {
            RoutingCell(
                kind: classification.kind.value,
                matter: matter,
                aspect: classification.aspect.value,
                urgent: classification.urgent.value
            )
        }
    }

    func route(_ ticket: Case) -> Route {
        let isAccusation = ticket.classification.isAccusation
        let desk = units.desk(ticket.filing.desk, accused: isAccusation ? ticket.accused : [])
        if let scope = ticket.outOfScope {
            let because = "可能不属本热线受理范围（\(scope.words.joined(separator: "、"))），请坐席确认"
            return toDesk(desk, ticket, because: because, basis: scope.basis)
        }
        if isAccusation { return routeAccusation(ticket, desk: desk) }
        if let route = doubtfulKind(ticket, desk: desk) { return route }
        if let route = doubtfulMatter(ticket, desk: desk) { return route }
        return routeByRule(ticket, desk: desk)
    }

    // MARK: - By the directory

    private func routeByRule(_ ticket: Case, desk: UnitID) -> Route {
        let matter = ticket.classification.matter.value
        guard let rule = rule(for: matter, ticket) else {
            return Route(unit: nil, desk: desk, because: "派单目录中没有对应的规则")
        }
        if rule.to == .desk {
            return Route(
                unit: nil,
                desk: desk,
                rule: rule.id,
                because: rule.because,
                basis: rule.basis
            )
        }
        guard let place = ticket.whereabouts.place,
            let unit = unit(of: rule, at: place)
        else { return withoutPlace(ticket, rule: rule, desk: desk) }
        return Route(
            unit: unit,
            desk: desk,
            rule: rule.id,
            because: "\(rule.because)；\(ticket.whereabouts.because)",
            basis: rule.basis,
            coHandlers: rule.with.compactMap { coHandler($0, of: rule, at: place) }
                .filter { $0 != unit },
            clock: rule.clock,
            isUrgent: rule.priority == .urgent
        )
    }

    private func rule(for matter: Matter, _ ticket: Case) -> RoutingRule? {
        directory.rule(
            for: ticket.cell(matter),
            reading: ticket.reading,
            in: ticket.whereabouts.place?.division ?? ticket.filing.home,
            on: ticket.day
        )
    }

    private func unit(of rule: RoutingRule, at place: Place) -> UnitID? {
        if let unit = rule.unit { return units.inForce(unit) }
        return coHandler(rule.to, of: rule, at: place)
    }

    private func coHandler(_ kind: UnitKind, of rule: RoutingRule, at place: Place) -> UnitID? {
        place.division.above(at: rule.level(of: kind))
            .flatMap { units.unit(kind, in: $0) }
            .flatMap(units.inForce)
    }

    /// The rule is known, but not whose it is: the desk asks.
    private func withoutPlace(_ ticket: Case, rule: RoutingRule, desk: UnitID) -> Route {
        let here = ticket.whereabouts
        var candidates = here.candidates.compactMap { place in
            unit(of: rule, at: place).map { RouteCandidate(unit: $0, because: place.name) }
        }
        var question = here.question
        if let place = here.place {
            question = "在\(place.name)的哪个乡镇（街道）？"
        } else if candidates.isEmpty, let home = divisions.place(ticket.filing.home),
            let unit = unit(of: rule, at: home)
        {
            candidates = [RouteCandidate(unit: unit, because: "来件所在地\(home.name)")]
        }
        return Route(
            unit: nil,
            desk: desk,
            rule: rule.id,
            because: "\(rule.because)；但地点不明",
            basis: rule.basis,
            candidates: candidates,
            question: question
        )
    }

    // MARK: - What the desk must decide

    private func toDesk(
        _ desk: UnitID,
        _ ticket: Case,
        because: String,
        basis: String? = nil,
        question: String? = nil,
        matters: [Matter] = []
    ) -> Route {
        let matters = matters.isEmpty ? [ticket.classification.matter.value] : matters
        var candidates: [RouteCandidate] = []
        for matter in matters {
            guard let place = ticket.whereabouts.place, let rule = rule(for: matter, ticket),
                let unit = unit(of: rule, at: place),
                !candidates.contains(where: { $0.unit == unit }),
                !ticket.classification.isAccusation
                    || !units.isShutOut(unit: unit, accused: ticket.accused)
            else { continue }
            let why = "如属\(categories.name(matter))：\(rule.because)"
            candidates.append(RouteCandidate(unit: unit, because: why))
        }
        return Route(
            unit: nil,
            desk: desk,
            because: because,
            basis: basis,
            candidates: candidates,
            question: question ?? ticket.whereabouts.question
        )
    }

    /// It was not taken for an accusation, but words in it accuse: the desk asks before the
    /// accused can read it.
    private func doubtfulKind(_ ticket: Case, desk: UnitID) -> Route? {
        guard ticket.verdict.mayAccuse, ticket.classification.kind.by != .person else { return nil }
        return toDesk(
            desk,
            ticket,
            because: "内容可能是投诉或举报，须先确认，以免转给被反映的单位",
            basis: Self.firewallBasis,
            question: "是不是要反映某个单位或干部的问题？是哪个单位？"
        )
    }

    private func doubtfulMatter(_ ticket: Case, desk: UnitID) -> Route? {
        let matter = ticket.classification.matter
        guard !ticket.isByPerson, matter.value != .other, !ticket.verdict.isSureOfMatter else {
            return nil
        }
        let matters = [matter.value] + (ticket.verdict.secondMatter.map { [$0] } ?? [])
        let names = matters.map { categories.name($0) }.joined(separator: "、")
        return toDesk(
            desk,
            ticket,
            because: "事项不能确定，可能是\(names)",
            question: "主要想解决的是什么：\(names)？",
            matters: matters
        )
    }

    // MARK: - The firewall

    private static let firewallBasis = "信访工作条例 30; 社会救助法 68"

    /// Never to the accused or below, but to the one above.
    private func routeAccusation(_ ticket: Case, desk: UnitID) -> Route {
        guard !ticket.accused.isEmpty else {
            return toDesk(
                desk,
                ticket,
                because: "举报、投诉须避开被反映的单位，但被反映的单位不明",
                basis: Self.firewallBasis,
                question: "被反映的是哪个单位？"
            )
        }
        let names = ticket.accused.map { units[$0]?.name ?? $0.description }
            .joined(separator: "、")
        guard let above = units.above(ticket.accused).flatMap(units.inForce),
            !units.isShutOut(unit: above, accused: ticket.accused)
        else {
            let because = "\(names)没有上级单位可以交办，请坐席决定"
            return toDesk(desk, ticket, because: because, basis: Self.firewallBasis)
        }
        return Route(
            unit: above,
            desk: desk,
            rule: "firewall",
            because: "反映\(names)的问题，不交其本身及下级，交上一级\(units[above]?.name ?? "")",
            basis: Self.firewallBasis
        )
    }
}
