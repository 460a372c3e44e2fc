internal import Hotline
internal import HotlineStore
internal import StrictJSON
internal import Yams

/// Reads one YAML file of the demo; what it is shows by the keys of its lists.
struct FixtureReader {
    let reader: RuleReader

    init(file: String) {
        reader = RuleReader(file: file)
    }

    var mistakes: [RuleMistake] { reader.mistakes }

    func read(_ yaml: String, into fixtures: inout DemoFixtures) {
        let lists: Set = [
            "accounts", "rosters", "calls", "requests", "stories", "visits",
        ]
        guard let root = reader.compose(yaml),
            let mapping = reader.mapping(root, required: [], optional: lists)
        else { return }
        func all(_ name: String) -> [Node] { mapping[name].map(reader.sequence) ?? [] }
        fixtures.accounts += all("accounts").compactMap(account)
        fixtures.rosters += all("rosters").compactMap(roster)
        fixtures.calls += all("calls").compactMap(call)
        fixtures.visits += all("visits").compactMap(visits)
        fixtures.requests += all("requests").compactMap(request)
        for node in all("stories") {
            guard let story = story(node) else { continue }
            if fixtures.stories.contains(where: { $0.name == story.name }) {
                reader.note("there is a story '\(story.name)' already", at: node.mark)
            }
            fixtures.stories.append(story)
        }
    }

    // MARK: People

    private func account(_ node: Node) -> Account? {
        let keys: Set = ["account", "role", "division", "unit"]
        guard let mapping = reader.mapping(node, required: keys),
            let name = mapping["account"].flatMap(reader.text),
            let role = mapping["role"].flatMap({ reader.code($0, Role.self) }),
            let division = mapping["division"].flatMap({ value($0, DivisionCode.self) }),
            let unit = mapping["unit"].flatMap({ value($0, UnitID.self) })
        else { return nil }
        return Account(name: name, role: role, division: division, unit: unit)
    }

    private func roster(_ node: Node) -> StoryRoster? {
        let keys: Set = ["unit", "by", "phone", "shifts"]
        guard let mapping = reader.mapping(node, required: keys),
            let unit = mapping["unit"].flatMap({ value($0, UnitID.self) }),
            let by = mapping["by"].flatMap(reader.text),
            let phone = mapping["phone"].flatMap(reader.text),
            let shifts = mapping["shifts"].map(reader.sequence)
        else { return nil }
        return StoryRoster(unit: unit, by: by, phone: phone, shifts: shifts.compactMap(shift))
    }

    private func shift(_ node: Node) -> StoryRoster.Shift? {
        guard let mapping = reader.mapping(node, required: ["accounts", "from", "hours"]),
            let accounts = mapping["accounts"].map(reader.texts),
            let from = mapping["from"].flatMap(timeOfDay),
            let hours = mapping["hours"].flatMap({ reader.number($0, in: 1...24) })
        else { return nil }
        return StoryRoster.Shift(accounts: accounts, from: from, hours: hours)
    }

    private func call(_ node: Node) -> StoryCall? {
        guard let mapping = reader.mapping(node, required: ["at", "by", "body"]),
            let at = mapping["at"].flatMap({ value($0, StoryTime.self) }),
            let by = mapping["by"].flatMap(reader.text),
            let body = mapping["body"]
        else { return nil }
        return StoryCall(at: at, by: by, body: json(body))
    }

    private func request(_ node: Node) -> StoryRequest? {
        let optional: Set = ["body", "list"]
        guard
            let mapping = reader.mapping(
                node,
                required: ["at", "by", "path"],
                optional: optional
            ),
            let at = mapping["at"].flatMap({ value($0, StoryTime.self) }),
            let by = mapping["by"].flatMap(reader.text),
            let path = mapping["path"].flatMap(reader.text)
        else { return nil }
        let list = mapping["list"].flatMap(reader.text)
        return StoryRequest(at: at, by: by, path: path, body: mapping["body"].map(json), list: list)
    }

    // MARK: Stories

    private func story(_ node: Node) -> Story? {
        let keys: Set = ["story", "filed", "by", "body", "ends"]
        guard let mapping = reader.mapping(node, required: keys, optional: ["then"]),
            let name = mapping["story"].flatMap(reader.text),
            let filed = mapping["filed"].flatMap({ value($0, StoryTime.self) }),
            let by = mapping["by"].flatMap(reader.text),
            let body = mapping["body"],
            let end = mapping["ends"].flatMap(end)
        else { return nil }
        let steps = mapping["then"].map(reader.sequence) ?? []
        return Story(
            name: name,
            filed: filed,
            by: by,
            body: json(body),
            steps: steps.compactMap(step),
            end: end,
            file: reader.file
        )
    }

    /// An action alone, or with its fields.
    private func step(_ node: Node) -> Story.Step? {
        guard let mapping = reader.mapping(node, required: ["after", "by", "do"]),
            let after = mapping["after"].flatMap({ value($0, StoryTime.self) }),
            let by = mapping["by"].flatMap(reader.text),
            let order = mapping["do"]
        else { return nil }
        let body: JSON = order.scalar.map { ["action": .string($0.string)] } ?? json(order)
        return Story.Step(after: after, by: by, order: body)
    }

    /// A state, or the outcome that a closed ticket has.
    private func end(_ node: Node) -> Story.End? {
        if let text = node.scalar?.string, let outcome = Outcome(rawValue: text) {
            return Story.End(state: .closed, outcome: outcome)
        }
        return reader.code(node, TicketState.self).map { Story.End(state: $0, outcome: nil) }
    }

    // MARK: Values

    private func value<Value: LosslessStringConvertible>(
        _ node: Node,
        _ type: Value.Type
    ) -> Value? {
        if let value = node.scalar.flatMap({ Value($0.string) }) { return value }
        reader.note("'\(node.scalar?.string ?? "?")' is no \(type)", at: node.mark)
        return nil
    }

    private func timeOfDay(_ node: Node) -> Int? {
        if let second = node.scalar.flatMap({ StoryTime.secondOfDay($0.string[...]) }) {
            return second
        }
        reader.note("expected a time of day, such as 08:30", at: node.mark)
        return nil
    }

    /// A body of the API; what is in quotation marks is text, and so are `yes` and `no`.
    func json(_ node: Node) -> JSON {
        if let mapping = node.mapping {
            return .object(mapping.map { JSON.Member($0.key.string ?? "", json($0.value)) })
        }
        if let sequence = node.sequence { return .array(sequence.map(json)) }
        guard let scalar = node.scalar else { return .null }
        guard scalar.style == .plain else { return .string(scalar.string) }
        if let flag = Bool(scalar.string) { return .boolean(flag) }
        if let number = Int64(scalar.string) { return .integer(number) }
        return .string(scalar.string)
    }
}
