package import Yams

extension ClockSettings {
    private static let keys: Set = [
        "extensionTimesMax", "extensionDaysMax", "callBackAttemptsMax", "suspensionReasons",
        "suspensionDaysMax", "suspensionStops", "reopenDaysMax", "reworksToRaise",
        "unsignedUrgentMinutes",
    ]

    static let countMax = 1000
    static let minutesMax = 24 * 60

    init?(_ node: Node, _ reader: RuleReader) {
        guard let mapping = reader.mapping(node, required: Self.keys) else { return nil }
        func count(_ key: String, max: Int = Self.countMax) -> ClockSettingChoice<Int>? {
            mapping[key].flatMap { reader.choice($0) { reader.number($0, in: 1...max) } }
        }
        let stops = mapping["suspensionStops"].flatMap {
            reader.choice($0) { list in reader.sequence(list).compactMap(reader.stoppable) }
        }
        let reasons = mapping["suspensionReasons"].flatMap {
            reader.choice($0) { list in reader.reasons(list) }
        }
        let extensionTimesMax = count("extensionTimesMax")
        let extensionDaysMax = count("extensionDaysMax")
        let callBackAttemptsMax = count("callBackAttemptsMax")
        let suspensionDaysMax = count("suspensionDaysMax")
        let reopenDaysMax = count("reopenDaysMax")
        let reworksToRaise = count("reworksToRaise")
        let unsignedUrgentMinutes = count("unsignedUrgentMinutes", max: Self.minutesMax)
        guard let extensionTimesMax, let extensionDaysMax, let callBackAttemptsMax,
            let suspensionDaysMax, let reopenDaysMax, let reworksToRaise,
            let unsignedUrgentMinutes, let stops, let reasons
        else { return nil }
        self.init(
            extensionTimesMax: extensionTimesMax,
            extensionDaysMax: extensionDaysMax,
            callBackAttemptsMax: callBackAttemptsMax,
            suspensionReasons: reasons,
            suspensionDaysMax: suspensionDaysMax,
            suspensionStops: stops,
            reopenDaysMax: reopenDaysMax,
            reworksToRaise: reworksToRaise,
            unsignedUrgentMinutes: unsignedUrgentMinutes
        )
    }
}

extension RuleReader {
    /// One value for everywhere and always, or a list of that and of others with a place or dates.
    package func choice<Value>(
        _ node: Node,
        _ read: (Node) -> Value?
    ) -> ClockSettingChoice<Value>? {
        let nodes = node.sequence == nil ? [node] : sequence(node)
        var settings: [ClockSetting<Value>] = []
        for node in nodes {
            guard let setting = setting(node, read) else { continue }
            if settings.contains(where: setting.isAmbiguous) {
                note("ambiguous: another value is for the same place and days", at: node.mark)
            }
            settings.append(setting)
        }
        guard let standard = settings.first(where: \.isStandard) else {
            if settings.count == nodes.count {
                note("expected one value without a division and dates", at: node.mark)
            }
            return nil
        }
        return ClockSettingChoice(standard: standard, others: settings.filter { !$0.isStandard })
    }

    /// A value with its basis and grade.
    package func setting<Value>(
        _ node: Node,
        _ read: (Node) -> Value?
    ) -> ClockSetting<Value>? {
        guard
            let mapping = mapping(
                node,
                required: ["value", "basis", "grade"],
                optional: ["division", "from", "until"]
            )
        else { return nil }
        let value = mapping["value"].flatMap(read)
        let basis = mapping["basis"].flatMap(text)
        let grade = mapping["grade"].flatMap { code($0, Grade.self) }
        let from = mapping["from"].flatMap(day)
        let until = mapping["until"].flatMap(day)
        if let from, let until, until < from {
            note("it ends before it begins", at: mapping["until"]?.mark)
        }
        guard let value, let basis, let grade else { return nil }
        return ClockSetting(
            value: value,
            basis: basis,
            grade: grade,
            division: mapping["division"].flatMap(placeInForce),
            from: from,
            until: until
        )
    }

    fileprivate func stoppable(_ node: Node) -> ClockKind? {
        let kind = code(node, ClockKind.self)
        if kind == .external {
            note("an external due time stands as it came, whatever is suspended", at: node.mark)
        }
        return kind
    }

    fileprivate func reasons(_ list: Node) -> [SuspensionReason]? {
        var reasons: [SuspensionReason] = []
        for node in sequence(list) {
            guard let mapping = mapping(node, required: ["code", "name"]),
                let code = mapping["code"].flatMap(text), let name = mapping["name"].flatMap(text)
            else { continue }
            if reasons.contains(where: { $0.code == code }) {
                note("'\(code)' stands here twice", at: node.mark)
            }
            reasons.append(SuspensionReason(code: code, name: name))
        }
        if reasons.isEmpty { note("expected one reason at least", at: list.mark) }
        return reasons
    }
}
