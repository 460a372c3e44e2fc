package import Hotline

/// A figure with what it rests on (依据).
package struct Grounded<Value: Hashable & Sendable>: Hashable, Sendable {
    package let value: Value
    package let basis: String
    package let grade: Grade
}

/// What `payments.yaml` says (资金发放规则): how files are read, what is a sign.
package struct PaymentRules: Sendable {
    package static let fileName = "payments.yaml"

    /// The names that a column may have, by what it holds.
    package let columns: [PaymentColumn: [String]]
    /// What a cell may say for each code, by column.
    let words: [PaymentColumn: [String: String]]
    /// What marks a row of sums.
    let totals: Set<String>
    /// The rules of duties that say by when.
    let duties: [PaymentDuty: String]
    package let personsMax: Grounded<Int>
    package let yuanMax: Grounded<Int>
    package let signs: [SignRule]

    /// Whether a record has the names of columns: two that are known.
    package func isHeader(_ cells: [String]) -> Bool {
        let known = Set(columns.values.joined())
        return cells.count { known.contains(Self.plain($0)) } >= 2
    }

    static func plain(_ name: String) -> String { name.filter { !$0.isWhitespace } }
}

/// What a column of a payment file holds (列).
package enum PaymentColumn: String, CaseIterable, Sendable {
    case payee, name, idNumber, persons, amount, account, paidOn, sort, township, county

    /// Without which no file is read.
    static let required: [PaymentColumn] = [
        .payee, .name, .idNumber, .persons, .amount, .account, .paidOn, .sort,
    ]
}

/// What a rule marks (疑点类别).
package enum SignKind: String, CaseIterable, Sendable {
    /// 滞留
    case holdUp
    /// 截留
    case withhold
    /// 挤占
    case crowdOut
    /// 挪用
    case divert

    package var name: String {
        switch self {
        case .holdUp: "滞留"
        case .withhold: "截留"
        case .crowdOut: "挤占"
        case .divert: "挪用"
        }
    }
}

/// A rule by which something is marked for the manager (疑点规则).
package struct SignRule: Hashable, Sendable {
    package let id: String
    package let sign: SignKind
    package let test: Test
    package let basis: String
    package let grade: Grade

    /// What is looked for, with its figure.
    package enum Test: Hashable, Sendable {
        case heldDays(Int)
        case neverPassedOn(Int)
        case paidBeyondFunds
        case sharedAccount(persons: Int)
        case roundSums(Fen)
    }
}
