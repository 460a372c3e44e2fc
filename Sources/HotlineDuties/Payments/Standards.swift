package import Hotline
internal import Yams

/// What the standard of a programme is in a division from a day on (保障标准), per person and month.
package struct Standard: Hashable, Sendable {
    package let division: DivisionCode
    package let programme: PaymentProgramme
    package let from: Day
    /// The first month that is paid regularly at this standard.
    ///
    /// What was paid too little for the months before is owed back. Nil while nobody has said.
    package let paidFrom: PaymentMonth?
    package let amount: Fen
    package let basis: String
    package let grade: Grade
}

/// The standards of all places and days (`standards.yaml`).
package struct Standards: Sendable {
    package static let fileName = "standards.yaml"
    package let all: [Standard]

    package init(_ all: [Standard]) {
        self.all = all.sorted { $0.from < $1.from }
    }

    /// The standards of a county, oldest first: the smallest division that says anything counts.
    package func history(_ county: DivisionCode, _ programme: PaymentProgramme) -> [Standard] {
        let mine = all.filter { $0.programme == programme && $0.division.contains(county) }
        let closest = mine.map(\.division.description.utf8.count).max() ?? 0
        return mine.filter { $0.division.description.utf8.count == closest }
    }

    package func inForce(
        _ county: DivisionCode,
        _ programme: PaymentProgramme,
        on day: Day
    ) -> Standard? {
        history(county, programme).last { $0.from <= day }
    }

    /// Each time that a county's standard was raised (提标), oldest first.
    package func raises(_ county: DivisionCode, _ programme: PaymentProgramme) -> [StandardRaise] {
        let history = history(county, programme)
        return zip(history, history.dropFirst()).enumerated().compactMap { index, pair in
            let (former, new) = pair
            guard new.amount > former.amount else { return nil }
            let next = history.dropFirst(index + 2).first
            return StandardRaise(county: county, former: former, standard: new, next: next?.from)
        }
    }
}

/// A standard that was raised (提标), and what follows for who was paid by the former one.
package struct StandardRaise: Hashable, Sendable {
    package let county: DivisionCode
    package let former: Standard
    package let standard: Standard
    /// The day from which a later standard is in force.
    package let next: Day?

    /// What one person is to have more each month.
    package var rise: Fen { standard.amount - former.amount }

    package var first: PaymentMonth { PaymentMonth(of: standard.from) }

    /// How many of the months that a payment is for were paid too little: those from the day in
    /// force on, before regular payments were of the new standard.
    package func monthsShort(_ month: PaymentMonth) -> Int {
        (0..<standard.programme.months).count { offset in
            let month = month.advanced(by: offset)
            guard month >= first else { return false }
            return standard.paidFrom.map { month < $0 } ?? true
        }
    }

    /// The first payment that may be short, for a quarter may have begun before.
    package var firstPayment: PaymentMonth {
        first.advanced(by: 1 - standard.programme.months)
    }
}

extension Standards {
    /// Reads the file among the others.
    ///
    /// - Throws: ``RuleMistakes`` with everything that is wrong with it.
    package init(files: [RuleText]) throws(RuleMistakes) {
        let file = files.first {
            $0.name == Self.fileName || $0.name.hasSuffix("/" + Self.fileName)
        }
        let reader = RuleReader(file: file?.name ?? Self.fileName)
        if file == nil { reader.note("the file is missing", at: nil) }
        let root = file.flatMap { reader.compose($0.text) }
            .flatMap { reader.mapping($0, required: ["standards"]) }
        let nodes = root?["standards"].map { reader.sequence($0) } ?? []
        var seen: Set<String> = []
        let standards = nodes.compactMap { node -> Standard? in
            guard let standard = Standard(node, reader) else { return nil }
            let key = "\(standard.division) \(standard.programme) \(standard.from)"
            if !seen.insert(key).inserted {
                reader.note("'\(key)' stands here twice", at: node.mark)
            }
            return standard
        }
        guard reader.mistakes.isEmpty else { throw RuleMistakes(mistakes: reader.mistakes) }
        self.init(standards)
    }
}

extension Standard {
    private static let keys: Set<String> = [
        "division", "programme", "from", "yuan", "basis", "grade",
    ]

    fileprivate init?(_ node: Node, _ reader: RuleReader) {
        guard let mapping = reader.mapping(node, required: Self.keys, optional: ["paidFrom"]),
            let programme = mapping["programme"].flatMap({
                reader.code($0, PaymentProgramme.self)
            }),
            let from = mapping["from"].flatMap(reader.day),
            let basis = mapping["basis"].flatMap(reader.text),
            let grade = mapping["grade"].flatMap({ reader.code($0, Grade.self) })
        else { return nil }
        let code = mapping["division"]?.scalar.flatMap { DivisionCode($0.string) }
        guard let code, code.level != .village, code.level != .township else {
            reader.note("expected a county, city or province", at: mapping["division"]?.mark)
            return nil
        }
        let yuan = mapping["yuan"]?.scalar.map { Cells.amount($0.string) }
        guard let amount = yuan?.value else {
            reader.note("expected an amount in yuan, such as \"735.00\"", at: mapping["yuan"]?.mark)
            return nil
        }
        var paidFrom: PaymentMonth?
        if let node = mapping["paidFrom"] {
            paidFrom = node.scalar.flatMap { PaymentMonth($0.string) }
            if paidFrom == nil { reader.note("expected a month, such as 2026-10", at: node.mark) }
        }
        division = code
        self.programme = programme
        self.from = from
        self.paidFrom = paidFrom
        self.amount = amount
        self.basis = basis
        self.grade = grade
    }
}
