internal import Hotline
internal import HotlineStore
internal import MicroHTTP

/// The query for the tickets behind a number (下钻).
struct FigureDrill: Sendable {
    let question: FigureQuestion
    let key: FigureKey

    /// The columns that count something done, and what.
    static let deedsByColumn: [String: CountedDeedName] = [
        "sentBack": .sendBack, "upheld": .upholdReturn, "rejected": .rejectReturn,
        "redirected": .redirect, "reopened": .reopen, "urged": .urge,
    ]

    /// Such as `tickets?division=140105&from=2026-11-01&to=2026-11-30&matter=dibao`.
    func query(_ column: FigureColumn) -> String? {
        guard column.sort == .count, let items = items(column.name) else { return nil }
        let query = items.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        return "tickets?\(query)"
    }

    private typealias Items = [(name: String, value: String)]

    private func items(_ column: String) -> Items? {
        let (from, to) = span
        let care: Items = [("division", question.division.description)]
        switch column {
        case "filed": return care + [("from", from), ("to", to)] + ticketItems
        case "closed": return care + [("closedFrom", from), ("closedTo", to)] + ticketItems
        case "open":
            let end = min(days.to, question.now.day).description
            return care + [("openOn", end)] + ticketItems
        case "effective": return deed(.callBack)
        case "reworks": return deed(.callBack, .unsatisfied)
        default: break
        }
        if let name = Self.deedsByColumn[column] { return deed(name) }
        if let answer = RatingAnswer(rawValue: column) { return deed(.callBack, answer) }
        if let part = TenurePart(rawValue: column) {
            let items: Items = [
                ("tenure", part.rawValue), ("closedFrom", from), ("closedTo", to),
            ]
            return ownerItems.map { items + $0 }
        }
        guard ResultGroup(rawValue: column) != nil else { return nil }
        var items: Items = [("result", column), ("dueFrom", from), ("dueTo", to)]
        if let clock = value(of: .clock) ?? question.clock?.rawValue {
            items.append(("clock", clock))
        }
        return ownerItems.map { items + $0 }
    }

    private func deed(_ name: CountedDeedName, _ answer: RatingAnswer? = nil) -> Items? {
        let (from, to) = span
        var items: Items = [("deed", name.rawValue), ("doneFrom", from), ("doneTo", to)]
        if let answer { items.append(("rating", answer.rawValue)) }
        return ownerItems.map { items + $0 }
    }

    // MARK: What the row is of

    private func value(of dimension: FigureDimension) -> String? {
        question.dimensions.firstIndex(of: dimension).map { key.values[$0] }
    }

    private var commonItems: Items {
        var items: Items = []
        if let matter = value(of: .matter) ?? question.matter?.rawValue {
            items.append(("matter", matter))
        }
        if let kind = value(of: .kind) ?? question.kind?.rawValue { items.append(("kind", kind)) }
        if let township = value(of: .township) {
            items.append(
                township.isEmpty ? ("townshipUnknown", "true") : ("township", township)
            )
        }
        if let hour = value(of: .hour).flatMap(Int.init) { items.append(("hour", "\(hour)")) }
        return items
    }

    private var ticketItems: Items {
        var items = commonItems
        if let unit = value(of: .unit) ?? question.unit?.description {
            items.append(unit.isEmpty ? ("withoutUnit", "true") : ("unit", unit))
        }
        if let division = value(of: .division) {
            items.append(("heldBy", division))
            if !isBelow(division) { items.append(("own", "true")) }
        }
        return items
    }

    /// Nil where nothing can be owed: there is no unit, or it is of another division.
    private var ownerItems: Items? {
        let (unit, division) = (value(of: .unit), value(of: .division))
        if unit?.isEmpty == true { return nil }
        if let division, !division.hasPrefix(question.division.description) { return nil }
        var items = commonItems
        items.append(("ownerDivision", division ?? question.division.description))
        if let division, !isBelow(division) { items.append(("own", "true")) }
        if let unit = unit ?? question.unit?.description { items.append(("owner", unit)) }
        return items
    }

    private func isBelow(_ division: String) -> Bool {
        division.hasPrefix(question.division.description)
            && division != question.division.description
    }

    private var span: (from: String, to: String) {
        (days.from.description, days.to.description)
    }

    /// The days of the period that the row is of.
    private var days: (from: Day, to: Day) {
        var (from, to) = (question.from, question.to)
        func narrow(_ first: Day, _ last: Day) { (from, to) = (max(from, first), min(to, last)) }
        if let day = value(of: .day).flatMap({ Day($0) }) { narrow(day, day) }
        if let monday = value(of: .week).flatMap({ Day($0) }) {
            narrow(monday, monday.advanced(by: 6))
        }
        if let first = value(of: .month).flatMap({ Day("\($0)-01") }) {
            let (year, month, _) = first.civil
            narrow(first, first.advanced(by: Day.length(ofMonth: month, year: year) - 1))
        }
        return (from, to)
    }
}
