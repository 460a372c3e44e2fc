internal import HTTPTypes
internal import Hotline
internal import HotlineAPI
internal import HotlineDuties
internal import MicroHTTP
internal import StrictJSON

extension DemoPlayer {
    /// Plays a step of a month's visits; nothing if its village is not there.
    func play(_ step: StoryVisits.Step, of visits: StoryVisits) throws {
        guard let village = unit(of: visits.village), let township = unit(of: visits.township)
        else { return }
        let period = visits.period(before: calendar.now.day)
        let month = "period=\(period)&limit=200"
        switch step {
        case .draft: try file(visits, period)
        case .file:
            try file(visits, period)
            let duties = "/api/v1/duties?unit=\(village)&kind=visits&\(month)"
            try handIn(duties, by: visits.village)
        case .verify:
            try act(on: visits, "/api/v1/findings?division=\(village)&\(month)", \.verify)
        case .report:
            let filed = "/api/v1/findings?division=\(township)&state=filed&handedIn=true&\(month)"
            guard try read(filed, by: visits.township).isEmpty else { return }
            let duties = "/api/v1/duties?unit=\(township)&kind=visitReport&\(month)"
            try handIn(duties, by: visits.township)
        case .dispose:
            try act(on: visits, "/api/v1/findings?division=\(village)&\(month)", \.dispose)
        case .answer:
            try answer(visits, "/api/v1/findings?division=\(village)&\(month)")
        }
    }

    /// The unit of an account, where the rules know it.
    private func unit(of name: String) -> UnitID? {
        let unit = accounts.first { $0.name == name }?.unitID
        return unit.flatMap { office.rulesInForce.rulebook.units[$0]?.id }
    }

    private func file(_ visits: StoryVisits, _ period: DutyPeriod) throws {
        let households = visits.households.map { household in
            let day = JSON.Member(
                "visitedOn",
                .string(period.day(household.day, inMonth: 1).description)
            )
            return JSON.object((household.body.members ?? []) + [day])
        }
        let body: JSON = ["period": .string("\(period)"), "visits": .array(households)]
        _ = try send(.post, "/api/v1/visits", body, by: visits.village, of: "visits \(period)")
    }

    private func handIn(_ path: String, by name: String) throws {
        for duty in try read(path, by: name) where duty["state"] == "owed" {
            let target = "/api/v1/duties/\(duty["id"]?.integer ?? 0)/actions"
            _ = try send(.post, target, ["action": "handIn"], by: name, of: path)
        }
    }

    /// Does to each finding what its story says.
    private func act(
        on visits: StoryVisits,
        _ path: String,
        _ order: (StoryVisits.Finding) -> JSON?
    ) throws {
        for finding in try read(path, by: visits.village) where finding["disposal"]?.isNull == true
        {
            let household = visits.households.first { household in
                household.body["household"] == finding["household"]
            }
            let story = household?.findings.first { finding["topic"]?.string == $0.topic }
            guard let body = story.flatMap(order) else { continue }
            let isVerification =
                FindingAction(rawValue: body["action"]?.string ?? "")
                .map(\.isVerification) ?? false
            let name = isVerification ? visits.township : visits.county
            let target = "/api/v1/findings/\(finding["id"]?.integer ?? 0)/actions"
            guard isVerification || isReported(finding, visits) else { continue }
            let order = try fill(body, at: clock.now, of: target)
            _ = try send(.post, target, order, by: name, of: target)
        }
    }

    /// What becomes of the tickets that the county opened.
    private func answer(_ visits: StoryVisits, _ path: String) throws {
        let steps: [(by: String, order: JSON)] = [
            (visits.township, ["action": "sign"]),
            (visits.township, ["action": "contact", "reached": true, "note": "已入户核实"]),
            (
                visits.township,
                ["action": "answer", "text": "已入户核实并受理申请。", "outcome": "resolved"]
            ),
            (
                "dispatcher",
                [
                    "action": "callBack", "reached": true, "responded": true,
                    "resolved": true, "satisfied": "yes",
                ]
            ),
        ]
        for finding in try read(path, by: visits.village) {
            guard let ticket = finding["ticket"]?.string else { continue }
            let target = "/api/v1/tickets/\(ticket)/actions"
            for step in steps {
                _ = try send(.post, target, step.order, by: step.by, of: target)
            }
        }
    }

    /// Whether the township has reported, without which the county disposes of nothing.
    private func isReported(_ finding: JSON, _ visits: StoryVisits) -> Bool {
        guard let township = unit(of: visits.township), let period = finding["period"]?.string
        else { return false }
        let path = "/api/v1/duties?unit=\(township)&kind=visitReport&period=\(period)"
        let duties = try? read(path, by: visits.county)
        return duties?.contains { $0["state"] == "handedIn" || $0["state"] == "accepted" } ?? false
    }

    /// The first page of a list.
    private func read(_ path: String, by name: String) throws -> [JSON] {
        guard let account = accounts.first(where: { $0.name == name }) else {
            throw CommandError("\(path): there is no account '\(name)'")
        }
        let parts = path.split(separator: "?", maxSplits: 1)
        let query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { item in
            let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
            return QueryItem(name: pair[0], value: pair.count > 1 ? pair[1] : "")
        }
        let response = server.answerAndWait(
            Request(
                .get,
                String(parts[0]),
                query: query,
                fields: [.authorization: "Bearer \(account.token)"]
            )
        )
        guard response.status.kind == .successful else {
            throw CommandError("\(path), at \(clock.now): \(response.status.code)")
        }
        return try JSON(response.body)["items"]?.array ?? []
    }
}
