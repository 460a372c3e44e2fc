internal import Hotline

/// Something about a payment that somebody must look at before it is confirmed (核对疑点).
package struct PaymentFinding: Hashable, Sendable {
    package let kind: Kind
    /// The line of the file; nil for somebody who has none.
    package let line: Int?
    package let person: PersonKey?
    /// What should have been paid, where that is known.
    package let expected: Fen?
    /// How many lines it is about.
    package let count: Int

    package init(
        _ kind: Kind,
        line: Int?,
        person: PersonKey?,
        expected: Fen? = nil,
        count: Int = 1
    ) {
        self.kind = kind
        self.line = line
        self.person = person
        self.expected = expected
        self.count = count
    }

    package enum Kind: String, CaseIterable, Sendable {
        /// Paid for this month already, to the person or the household (重复发放)
        case paidTwice
        /// Paid after the end of the entitlement (退出后发放)
        case left
        /// Paid after death (死亡后发放)
        case died
        /// Not on the roster (不在台账)
        case unknown
        /// On the roster for something else (台账类别不同)
        case otherProgramme
        /// Ought to be paid, and is not (漏发)
        case leftOut
        /// Not what the roster says (金额与台账不符)
        case offRoster
        /// Not what the standard in force says (金额与标准不符)
        case offStandard
        /// For the manager alone: several people on one account (多人同一账号)
        case sharedAccount
        /// For the manager alone: round sums to staff (备案人员整数金额)
        case roundSums

        /// Whether it is kept from the unit until a manager releases it.
        package var isForManager: Bool { self == .sharedAccount || self == .roundSums }

        package var name: String {
            switch self {
            case .paidTwice: "重复发放"
            case .left: "退出后发放"
            case .died: "死亡后发放"
            case .unknown: "不在台账"
            case .otherProgramme: "台账类别不同"
            case .leftOut: "漏发"
            case .offRoster: "金额与台账不符"
            case .offStandard: "金额与标准不符"
            case .sharedAccount: "多人同一账号末四位"
            case .roundSums: "备案人员领取整数金额"
            }
        }
    }
}

/// Compares the lines of a batch with what is known (核对): the roster, the standard in force, and
/// who was paid already.
package struct PaymentCheck: Sendable {
    package let head: PaymentHead
    package let rules: PaymentRules
    package let recipients: RecipientList
    /// The standard in force on the first day of the month.
    package let standard: Standard?
    /// What was regularly paid to whom for this month and programme by other batches.
    package let paidAlready: [PersonKey: Fen]

    package init(
        head: PaymentHead,
        rules: PaymentRules,
        standards: Standards,
        recipients: RecipientList,
        paidAlready: [PersonKey: Fen]
    ) {
        self.head = head
        self.rules = rules
        self.recipients = recipients
        self.paidAlready = paidAlready
        standard = standards.inForce(head.county, head.programme, on: head.month.firstDay)
    }

    /// What lines of the batch, and other batches before it, paid to a household.
    private struct Paid {
        var amount = Fen(0)
        /// Whether a line paid the household as a whole.
        var isWhole = false

        mutating func add(_ line: PaymentLine) {
            amount = amount + line.amount
            if line.payee == .household { isWhole = true }
        }
    }

    /// Everything to look at, in the order of the lines, then who was left out.
    ///
    /// A batch that `isWhole` is meant to pay everybody: a supplement leaves out nobody.
    package func findings(
        _ lines: [PaymentLine],
        keys: [PersonKey],
        isWhole: Bool
    ) -> [PaymentFinding] {
        var findings: [PaymentFinding] = []
        var households = before()
        var twice: Set<Int64> = []
        for (line, key) in zip(lines, keys) {
            let recipient = recipients.recipient(of: key)
            if line.sort == .regular {
                let household = recipient.flatMap { households[$0.household] }
                let isTwice =
                    paidAlready[key] != nil
                    || (line.payee == .household ? household != nil : household?.isWhole == true)
                if isTwice {
                    findings.append(PaymentFinding(.paidTwice, line: line.line, person: key))
                    if let recipient { twice.insert(recipient.household) }
                }
                if let recipient { households[recipient.household, default: Paid()].add(line) }
            }
            findings += self.findings(line, key, recipient)
        }
        findings += offRoster(lines, keys, households, besides: twice)
        if isWhole { findings += leftOut(households) }
        return findings.sorted(by: Self.comesFirst) + sharedAccounts(lines)
    }

    private static func comesFirst(_ one: PaymentFinding, _ other: PaymentFinding) -> Bool {
        (one.line ?? .max, one.kind.order) < (other.line ?? .max, other.kind.order)
    }

    /// What other batches paid to each household.
    private func before() -> [Int64: Paid] {
        var households: [Int64: Paid] = [:]
        for (person, amount) in paidAlready {
            guard let recipient = recipients.recipient(of: person) else { continue }
            var paid = households[recipient.household] ?? Paid()
            paid.amount = paid.amount + amount
            households[recipient.household] = paid
        }
        return households
    }

    private func findings(
        _ line: PaymentLine,
        _ key: PersonKey,
        _ recipient: Recipient?
    ) -> [PaymentFinding] {
        var kinds: [(PaymentFinding.Kind, Fen?)] = []
        if line.sort == .regular, recipients.asOf != nil {
            switch recipients.byPerson[key] {
            case .due: break
            case .otherProgramme: kinds.append((.otherProgramme, nil))
            case .ended(.died): kinds.append((.died, nil))
            case .ended(.left): kinds.append((.left, nil))
            case nil: kinds.append((.unknown, nil))
            }
        }
        if line.sort == .regular, let expected = off(line) {
            kinds.append((.offStandard, expected))
        }
        if recipient?.isStaff == true, isRound(line.amount) { kinds.append((.roundSums, nil)) }
        return kinds.map { PaymentFinding($0, line: line.line, person: key, expected: $1) }
    }

    /// What the standard would have paid, where the line pays something else.
    private func off(_ line: PaymentLine) -> Fen? {
        guard let standard else { return nil }
        let programme = head.programme
        let most = Fen(standard.amount.count * Int64(line.persons * programme.months))
        // 低保 pays what the income lacks to the standard: less is no mistake.
        let isOff = programme.isPaidInFull ? line.amount != most : line.amount > most
        return isOff ? most : nil
    }

    private func isRound(_ amount: Fen) -> Bool {
        rules.signs.contains { rule in
            guard case .roundSums(let multiple) = rule.test else { return false }
            return amount.count.isMultiple(of: multiple.count)
        }
    }

    /// Households that all lines together pay another amount than the roster has for them, told
    /// of at the first line of each.
    private func offRoster(
        _ lines: [PaymentLine],
        _ keys: [PersonKey],
        _ households: [Int64: Paid],
        besides twice: Set<Int64>
    ) -> [PaymentFinding] {
        var seen = twice
        return zip(lines, keys).compactMap { line, key in
            guard line.sort == .regular, let recipient = recipients.recipient(of: key),
                seen.insert(recipient.household).inserted,
                let expected = recipient.due(head.programme),
                households[recipient.household]?.amount != expected
            else { return nil }
            return PaymentFinding(.offRoster, line: line.line, person: key, expected: expected)
        }
    }

    private func leftOut(_ paid: [Int64: Paid]) -> [PaymentFinding] {
        recipients.households.values.filter { paid[$0.household] == nil }
            .sorted { $0.household < $1.household }
            .map { recipient in
                PaymentFinding(
                    .leftOut,
                    line: nil,
                    person: recipient.head,
                    expected: recipient.due(head.programme)
                )
            }
    }

    private struct Account: Hashable {
        let township: DivisionCode?
        let digits: String
    }

    /// An institution has one account for all.
    private func sharedAccounts(_ lines: [PaymentLine]) -> [PaymentFinding] {
        let least = rules.signs.compactMap { rule -> Int? in
            guard case .sharedAccount(let persons) = rule.test else { return nil }
            return persons
        }
        guard let least = least.min(), head.programme != .institutionalTekun else { return [] }
        let groups = Dictionary(grouping: lines) {
            Account(township: $0.township, digits: $0.account)
        }
        return groups.values.compactMap { lines -> PaymentFinding? in
            guard Set(lines.map(\.idNumber)).count >= least, let first = lines.first else {
                return nil
            }
            return PaymentFinding(
                .sharedAccount,
                line: first.line,
                person: nil,
                count: lines.count
            )
        }
        .sorted { ($0.line ?? 0) < ($1.line ?? 0) }
    }
}

extension PaymentFinding.Kind {
    /// Its place among others of the same line.
    fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
