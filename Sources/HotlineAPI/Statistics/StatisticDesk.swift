internal import Hotline
internal import HotlineStore

/// Reckons the numbers of a statistic from the counts of the store.
struct StatisticDesk: Sendable {
    let store: Store
    let settings: RatingSettings

    /// The numbers of each row and of all together, by column; what cannot be told is not there.
    struct Numbers {
        var rows: [FigureKey: [String: Double]] = [:]
        var total: [String: Double] = [:]
    }

    func numbers(_ name: StatisticName, _ question: FigureQuestion) throws -> Numbers {
        var numbers = Numbers()
        func add(_ figures: Figures, _ reckon: ([String: Int]) -> [String: Double]) {
            var sums: [String: Int] = [:]
            for (key, counts) in figures {
                numbers.rows[key, default: [:]].merge(reckon(counts)) { $1 }
                sums.merge(counts, uniquingKeysWith: +)
            }
            numbers.total.merge(reckon(sums)) { $1 }
        }
        switch name {
        case .onTime: add(try store.clockFigures(question), Self.clocks)
        case .rates: add(try store.deedFigures(question).rated, ratings)
        case .backlog, .matters: add(try tickets(question)) { $0.mapValues(Double.init) }
        case .returns: add(try store.deedFigures(question), Self.returns)
        case .units:
            add(try tickets(question)) { $0.mapValues(Double.init) }
            add(try store.clockFigures(question), Self.clocks)
            let deeds = try store.deedFigures(question)
            add(deeds, Self.returns)
            add(deeds, ratings)
        case .inflow:
            add(try store.flow(question)) { ["filed": Double($0["filed"] ?? 0)] }
        case .holders: add(try store.tenureFigures(question), Self.tenures)
        }
        if question.dimensions.contains(where: \.isTime), numbers.total["open"] != nil {
            // Of what was open day by day, the last is what is open at the end.
            let whole = try store.ticketFigures(question.whole)[FigureKey([])]
            numbers.total["open"] = Double(whole?["open"] ?? 0)
        }
        let counts = name.columns.filter { $0.sort == .count }.map(\.name)
        let tellsOpen = !question.dimensions.contains(.hour)
        func complete(_ values: [String: Double]) -> [String: Double] {
            var values = values
            for name in counts where values[name] == nil && (name != "open" || tellsOpen) {
                values[name] = 0
            }
            return values
        }
        numbers.rows = numbers.rows.mapValues(complete)
        numbers.total = complete(numbers.total)
        return numbers
    }

    /// What is open has no hour: by hours there is what was received and closed alone.
    private func tickets(_ question: FigureQuestion) throws -> Figures {
        question.dimensions.contains(.hour)
            ? try store.flow(question) : try store.ticketFigures(question)
    }

    private static func clocks(_ counts: [String: Int]) -> [String: Double] {
        var numbers: [String: Double] = [:]
        for group in ResultGroup.allCases {
            numbers[group.rawValue] = Double(
                group.results.reduce(0) { $0 + (counts[$1.rawValue] ?? 0) }
            )
        }
        numbers["rate"] = share(numbers["met"], of: numbers["due"])
        return numbers
    }

    private static func tenures(_ counts: [String: Int]) -> [String: Double] {
        var numbers: [String: Double] = [:]
        for part in TenurePart.allCases {
            let count = counts[part.rawValue] ?? 0
            numbers[part.rawValue] = Double(count)
            guard count > 0 else { continue }
            let hours = Double(counts["\(part.rawValue)Seconds"] ?? 0) / 3600 / Double(count)
            numbers[part.hoursColumn] = (hours * 10).rounded() / 10
        }
        return numbers
    }

    private static func returns(_ counts: [String: Int]) -> [String: Double] {
        var numbers: [String: Double] = [:]
        for (name, deed) in FigureDrill.deedsByColumn {
            numbers[name] = Double(counts[deed.rawValue] ?? 0)
        }
        numbers["reworks"] = Double(counts.ratings { $0.last == "n" })
        return numbers
    }

    private func ratings(_ counts: [String: Int]) -> [String: Double] {
        var numbers: [String: Double] = ["effective": Double(counts.ratings { _ in true })]
        for answer in RatingAnswer.allCases {
            numbers[answer.rawValue] = Double(counts.ratings(answer.fits))
        }
        func number(_ answer: RatingAnswer) -> Double { numbers[answer.rawValue] ?? 0 }
        let response = Self.share(
            number(.responded),
            of: number(.responded) + number(.notResponded)
        )
        let resolution = Self.share(
            number(.resolved),
            of: number(.resolved) + number(.notResolved)
        )
        let content =
            number(.satisfied) + number(.basically) * Double(settings.basically.value) / 100
        let satisfaction = Self.share(
            content,
            of: number(.satisfied) + number(.basically) + number(.unsatisfied)
        )
        numbers["response"] = response
        numbers["resolution"] = resolution
        numbers["satisfaction"] = satisfaction
        if let response, let resolution, let satisfaction {
            numbers["score"] =
                (response * Double(settings.responseWeight.value)
                    + resolution * Double(settings.resolutionWeight.value)
                    + satisfaction * Double(settings.satisfactionWeight.value)) / 100
        }
        return numbers
    }

    /// Rounded to four places, which is what is shown; nil of nothing.
    private static func share(_ part: Double?, of whole: Double?) -> Double? {
        guard let part, let whole, whole > 0 else { return nil }
        return (part / whole * 10_000).rounded() / 10_000
    }
}

extension RatingAnswer {
    /// Whether the letters of a call-back say so.
    func fits(_ letters: Substring) -> Bool {
        letters.utf8.count == pattern.utf8.count
            && zip(letters, pattern).allSatisfy { $1 == "_" || $0 == $1 }
    }
}

extension [String: Int] {
    /// How many call-backs have letters like that.
    fileprivate func ratings(_ fits: (Substring) -> Bool) -> Int {
        let name = CountedDeedName.callBack.rawValue
        return reduce(0) { sum, item in
            guard item.key.hasPrefix(name), fits(item.key.dropFirst(name.count)) else { return sum }
            return sum + item.value
        }
    }
}

extension Figures {
    /// Those who were called back.
    fileprivate var rated: Figures {
        filter { $0.value.keys.contains { $0.hasPrefix(CountedDeedName.callBack.rawValue) } }
    }
}
