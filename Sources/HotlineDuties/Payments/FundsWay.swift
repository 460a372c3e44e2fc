package import Hotline

/// A step of money on its way (资金环节).
package enum FundStep: String, CaseIterable, Sendable {
    /// 筹集: raised by a unit
    case raised
    /// 分配: a part is meant for a unit
    case allocated
    /// 拨付: given on to a unit
    case passedOn
    /// 发放: paid to those entitled
    case paid

    package var name: String {
        switch self {
        case .raised: "筹集"
        case .allocated: "分配"
        case .passedOn: "拨付"
        case .paid: "发放"
        }
    }
}

/// Money that moved (资金流水): from whom, to whom, on which day.
package struct FundMovement: Hashable, Sendable {
    package let id: Int64
    package let programme: PaymentProgramme
    /// The month that it is for.
    package let month: PaymentMonth
    package let step: FundStep
    /// Whoever gave it on or paid it; nil where it was raised.
    package let from: UnitID?
    /// Whoever received it; nil where it was paid out.
    package let to: UnitID?
    package let amount: Fen
    package let on: Day

    package init(
        id: Int64,
        programme: PaymentProgramme,
        month: PaymentMonth,
        step: FundStep,
        from: UnitID?,
        to: UnitID?,
        amount: Fen,
        on: Day
    ) {
        self.id = id
        self.programme = programme
        self.month = month
        self.step = step
        self.from = from
        self.to = to
        self.amount = amount
        self.on = on
    }

    /// Whether a unit had the money after it: what is only allocated has not moved.
    var moves: Bool { step != .allocated }
}

/// A part of the money that a unit received, and how long it kept it (滞留天数).
package struct FundHold: Hashable, Sendable {
    package let unit: UnitID
    package let programme: PaymentProgramme
    package let receivedOn: Day
    /// Nil while it is still there.
    package let leftOn: Day?
    package let amount: Fen
    package let days: Int
}

/// How long money stayed where, what came first leaving first (先进先出).
package struct FundsWay: Sendable {
    package let holds: [FundHold]
    /// What each unit paid or gave on beyond what it had received for the programme.
    package let beyond: [Beyond]

    package struct Beyond: Hashable, Sendable {
        package let unit: UnitID
        package let programme: PaymentProgramme
        /// The day on which it was beyond what was there first.
        package let on: Day
        package let amount: Fen
    }

    private struct Place: Hashable {
        let unit: UnitID
        let programme: PaymentProgramme
    }

    private struct Lot {
        let on: Day
        var amount: Fen
    }

    package init(_ movements: [FundMovement], today: Day) {
        var holds: [FundHold] = []
        var beyond: [Beyond] = []
        let moving = movements.filter(\.moves)
        let places = Set(
            moving.flatMap { movement in
                [movement.from, movement.to].compactMap { $0 }
                    .map { Place(unit: $0, programme: movement.programme) }
            }
        )
        for place in places.sorted(by: Self.comesFirst) {
            let mine = moving.filter { $0.programme == place.programme }
            let received = mine.filter { $0.to == place.unit }
            // A unit of which nobody wrote down what it received has kept nothing.
            guard !received.isEmpty else { continue }
            let left = mine.filter { $0.from == place.unit }
            let result = Self.match(received, left, at: place, today: today)
            holds += result.holds
            if let over = result.beyond { beyond.append(over) }
        }
        self.holds = holds
        self.beyond = beyond
    }

    private static func comesFirst(_ one: Place, _ other: Place) -> Bool {
        (one.unit.description, one.programme.rawValue)
            < (other.unit.description, other.programme.rawValue)
    }

    private static func match(
        _ received: [FundMovement],
        _ left: [FundMovement],
        at place: Place,
        today: Day
    ) -> (holds: [FundHold], beyond: Beyond?) {
        var lots = received.sorted { ($0.on, $0.id) < ($1.on, $1.id) }
            .map { Lot(on: $0.on, amount: $0.amount) }[...]
        var holds: [FundHold] = []
        var (over, overOn): (Fen, Day?) = (Fen(0), nil)
        func hold(_ lot: Lot, _ amount: Fen, until day: Day?) {
            holds.append(
                FundHold(
                    unit: place.unit,
                    programme: place.programme,
                    receivedOn: lot.on,
                    leftOn: day,
                    amount: amount,
                    days: max(0, (day ?? today).number - lot.on.number)
                )
            )
        }
        for movement in left.sorted(by: { ($0.on, $0.id) < ($1.on, $1.id) }) {
            var rest = movement.amount
            while rest > Fen(0), var lot = lots.first, lot.on <= movement.on {
                let part = min(rest, lot.amount)
                hold(lot, part, until: movement.on)
                rest = rest - part
                lot.amount = lot.amount - part
                lots = lot.amount > Fen(0) ? [lot] + lots.dropFirst() : lots.dropFirst()
            }
            if rest > Fen(0) { (over, overOn) = (over + rest, overOn ?? movement.on) }
        }
        for lot in lots { hold(lot, lot.amount, until: nil) }
        let beyond = overOn.map {
            Beyond(unit: place.unit, programme: place.programme, on: $0, amount: over)
        }
        return (holds, beyond)
    }
}

/// Something that a manager should look at (疑点): no finding of guilt.
package struct FundSign: Hashable, Sendable {
    package let rule: SignRule
    /// The unit that it is about, which must not hear of it before it is released.
    package let unit: UnitID
    package let programme: PaymentProgramme
    /// The day that it is counted from.
    package let on: Day
    package let amount: Fen?
    /// How many days, persons or lines.
    package let count: Int
    /// The batch of payments that it was found in.
    package let batch: Int64?

    package init(
        rule: SignRule,
        unit: UnitID,
        programme: PaymentProgramme,
        on: Day,
        amount: Fen?,
        count: Int,
        batch: Int64?
    ) {
        self.rule = rule
        self.unit = unit
        self.programme = programme
        self.on = on
        self.amount = amount
        self.count = count
        self.batch = batch
    }

    /// What it is known by: it stays the same while what it is about does.
    package var key: String {
        [rule.id, unit.description, programme.rawValue, on.description, batch.map(String.init)]
            .compactMap { $0 }.joined(separator: "/")
    }
}

extension FundsWay {
    /// What the rules mark.
    package func signs(_ rules: PaymentRules) -> [FundSign] {
        rules.signs.flatMap { rule -> [FundSign] in
            switch rule.test {
            case .heldDays(let days):
                holds.filter { $0.leftOn != nil && $0.days > days }.map { sign(rule, $0) }
            case .neverPassedOn(let days):
                holds.filter { $0.leftOn == nil && $0.days > days }.map { sign(rule, $0) }
            case .paidBeyondFunds:
                beyond.map {
                    FundSign(
                        rule: rule,
                        unit: $0.unit,
                        programme: $0.programme,
                        on: $0.on,
                        amount: $0.amount,
                        count: 1,
                        batch: nil
                    )
                }
            case .sharedAccount, .roundSums: []
            }
        }
        .uniquedByKey()
    }

    private func sign(_ rule: SignRule, _ hold: FundHold) -> FundSign {
        FundSign(
            rule: rule,
            unit: hold.unit,
            programme: hold.programme,
            on: hold.receivedOn,
            amount: hold.amount,
            count: hold.days,
            batch: nil
        )
    }
}

extension [FundSign] {
    /// One sign for each key: parts of one sum that left on several days are one, the longest.
    fileprivate func uniquedByKey() -> [FundSign] {
        var best: [String: FundSign] = [:]
        for sign in self where best[sign.key].map({ $0.count < sign.count }) ?? true {
            best[sign.key] = sign
        }
        return best.values.sorted { $0.key < $1.key }
    }
}
