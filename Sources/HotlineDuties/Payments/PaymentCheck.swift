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
        /// Paid for this month by another batch, too (重复发放)
        case paidTwice
        /// Paid after the end of the entitlement (退出后发放)
        case left
        /// Paid after death (死亡后发放)
        case died
        /// On no list of who ought to be paid (不在应发名单)
        case unknown
        /// Ought to be paid, and is not (漏发)
        case leftOut
        /// Not what the list or the standard in force says (金额与标准不符)
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
            case .unknown: "不在应发名单"
            case .leftOut: "漏发"
            case .offStandard: "金额与标准不符"
            case .sharedAccount: "多人同一账号末四位"
            case .roundSums: "备案人员领取整数金额"
            }
        }
    }
}

/// Compares the lines of a batch with what is known (核对): who ought to be paid, how much, and who
/// was paid already.
package struct PaymentCheck: Sendable {
    package let head: PaymentHead
    package let rules: PaymentRules
    package let standards: Standards
    package let recipients: RecipientList
    /// Who has regular pay for this month and programme from other batches.
    package let paidAlready: Set<PersonKey>

    package init(
        head: PaymentHead,
        rules: PaymentRules,
        standards: Standards,
        recipients: RecipientList,
        paidAlready: Set<PersonKey>
    ) {
        self.head = head
        self.rules = rules
        self.standards = standards
        self.recipients = recipients
        self.paidAlready = paidAlready
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
        for (line, key) in zip(lines, keys) {
            findings += self.findings(line, key)
        }
        if isWhole { findings += leftOut(zip(lines, keys)) }
        return findings + sharedAccounts(lines)
    }

    private func findings(_ line: PaymentLine, _ key: PersonKey) -> [PaymentFinding] {
        var findings: [PaymentFinding] = []
        func find(_ kind: PaymentFinding.Kind, expected: Fen? = nil) {
            findings.append(
                PaymentFinding(kind, line: line.line, person: key, expected: expected)
            )
        }
        if line.sort == .regular, paidAlready.contains(key) { find(.paidTwice) }
        let recipient = recipients.byPerson[key]
        if recipient == nil, !recipients.isUnknown { find(.unknown) }
        if let recipient {
            if line.sort == .regular, !recipient.isDue(in: head.month) {
                find(recipient.end == .died ? .died : .left)
            }
            if recipient.isStaff, isRound(line.amount) { find(.roundSums) }
        }
        if line.sort == .regular, let expected = off(line, recipient) {
            find(.offStandard, expected: expected)
        }
        return findings
    }

    /// What should have been paid, where the line pays something else.
    private func off(_ line: PaymentLine, _ recipient: Recipient?) -> Fen? {
        let programme = head.programme
        if let monthly = recipient?.monthly {
            let expected = Fen(monthly.count * Int64(programme.months))
            return expected == line.amount ? nil : expected
        }
        guard
            let standard = standards.inForce(head.county, programme, on: head.month.firstDay)
        else { return nil }
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

    private func leftOut(
        _ lines: some Sequence<(PaymentLine, PersonKey)>
    ) -> [PaymentFinding] {
        let paid = Set(lines.filter { $0.0.sort == .regular }.map(\.1)).union(paidAlready)
        return recipients.byPerson.filter { key, recipient in
            recipient.isDue(in: head.month) && !paid.contains(key)
        }
        .sorted { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }
        .map { key, recipient in
            let expected = recipient.monthly.map { Fen($0.count * Int64(head.programme.months)) }
            return PaymentFinding(.leftOut, line: nil, person: key, expected: expected)
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
