/// How well labels were told (评测).
package enum Measures {
    /// The mean of the F1 of each label that is there, in truth or in what was told.
    package static func macroF1(truth: [Int], told: [Int]) -> Double {
        var right: [Int: Double] = [:]
        var inTruth: [Int: Double] = [:]
        var inTold: [Int: Double] = [:]
        for (wanted, got) in zip(truth, told) {
            inTruth[wanted, default: 0] += 1
            inTold[got, default: 0] += 1
            if wanted == got { right[wanted, default: 0] += 1 }
        }
        let labels = Set(inTruth.keys).union(inTold.keys)
        guard !labels.isEmpty else { return 0 }
        let sum = labels.reduce(0) { sum, label in
            sum + 2 * right[label, default: 0]
                / (inTruth[label, default: 0] + inTold[label, default: 0])
        }
        return sum / Double(labels.count)
    }

    package static func accuracy(truth: [Int], told: [Int]) -> Double {
        let right = zip(truth, told).count { $0 == $1 }
        return truth.isEmpty ? 0 : Double(right) / Double(truth.count)
    }
}

/// Which part of the examples is set aside in which turn of a cross-validation (交叉验证).
struct Folds {
    static let count = 5
    /// The fold of each example.
    let folds: [Int]

    /// Every label is spread evenly; the same examples in any order are folded alike.
    init(classes: [Int], texts: [String]) {
        let order = classes.indices.sorted { left, right in
            (classes[left], Self.hash(texts[left]), left)
                < (classes[right], Self.hash(texts[right]), right)
        }
        var folds = [Int](repeating: 0, count: classes.count)
        for (place, example) in order.enumerated() { folds[example] = place % Self.count }
        self.folds = folds
    }

    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
