import Foundation
import Hotline
import HotlineTesting
import Testing

/// Texts that say the same are found (疑似重复).
@Suite struct SimilarityIndexTests {
    private static let open = SimilarityIndex.Facts(units: ["140105001"], filedAt: 0, isOpen: true)

    private static let words = [
        "低保", "停发", "三个月", "没有", "到账", "请", "查一查", "街道", "说", "系统", "故障",
        "老人", "生病", "住院", "报销", "材料", "不齐", "残疾", "补贴", "孩子", "上学", "困难",
    ]

    private func text(_ random: inout SeededGenerator) -> String {
        (0..<30).map { _ in Self.words.randomElement(using: &random) ?? "" }.joined()
    }

    /// The cosine of two texts among others, computed plainly.
    private func cosine(_ one: String, _ other: String, among texts: [String]) -> Double {
        func pairs(_ text: String) -> Set<String> {
            let characters = Array(text)
            return Set(characters.map(String.init))
                .union(zip(characters, characters.dropFirst()).map { "\($0)\($1)" })
        }
        let all = texts.map(pairs)
        func weights(_ text: String) -> [String: Double] {
            let weights = pairs(text).map { pair in
                let having = all.count { $0.contains(pair) }
                return (pair, log(Double(1 + all.count) / Double(1 + having)) + 1)
            }
            return Dictionary(uniqueKeysWithValues: weights)
        }
        let (first, second) = (weights(one), weights(other))
        func norm(_ weights: [String: Double]) -> Double {
            weights.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        }
        let product = first.reduce(0) { $0 + $1.value * (second[$1.key] ?? 0) }
        return product / (norm(first) * norm(second))
    }

    @Test("likeness is the cosine of weighed pairs", arguments: UInt64(0)..<3)
    func isCosine(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let texts = (0..<60).map { _ in text(&random) }
        var index = SimilarityIndex()
        for (number, text) in texts.enumerated() {
            index.put(Int64(number), text: text, Self.open)
        }
        let asked = text(&random)
        let matches = index.matches(for: asked, limit: 60, atLeast: 0) { _ in true }
        #expect(matches.count == 60)
        for (match, next) in zip(matches, matches.dropFirst()) {
            #expect(match.likeness >= next.likeness)
        }
        for match in matches {
            let expected = cosine(asked, texts[Int(match.ticket)], among: texts)
            // Norms are of when there were fewer texts.
            #expect(abs(match.likeness - expected) < 0.1)
        }
    }

    @Test("a text that is there already comes first, also among very many", arguments: [10, 3_000])
    func exactRepeats(count: Int) throws {
        var random = SeededGenerator(seed: 7)
        var index = SimilarityIndex()
        let texts = (0..<count).map { "\(text(&random))\($0 % 97)" }
        for (number, text) in texts.enumerated() {
            index.put(Int64(number), text: text, Self.open)
        }
        for number in stride(from: 0, to: count, by: max(1, count / 50)) {
            let found = index.matches(for: texts[number], limit: 3, atLeast: 0.9) { _ in true }
            let best = try #require(found.first)
            #expect(texts[Int(best.ticket)] == texts[number])
            #expect(best.likeness > 0.99)
        }
    }

    @Test("out of scope, forgotten or changed tickets are not found; nothing is found by nothing")
    func notFound() {
        var index = SimilarityIndex()
        let text = "低保停发三个月没有到账"
        for number in Int64(1)...4 { index.put(number, text: text, Self.open) }
        let elsewhere = SimilarityIndex.Facts(units: ["140106001"], filedAt: 0, isOpen: true)
        index.update(2, elsewhere)
        let closed = SimilarityIndex.Facts(units: ["140105001"], filedAt: 100, isOpen: false)
        index.update(3, closed)
        func found() -> [Int64] {
            index.matches(for: text, limit: 9, atLeast: 0.5) { $0 == "140105001" }.map(\.ticket)
        }
        #expect(Set(found()) == [1, 3, 4])
        index.forget(before: 100)
        #expect(Set(found()) == [1, 3, 4])
        index.forget(before: 10_000)
        #expect(Set(found()) == [1, 4])
        #expect(index.count == 3)
        for nothing in ["", "。。。", "🙂🙂"] {
            #expect(index.matches(for: nothing, limit: 9, atLeast: 0) { _ in true } == [])
        }
        let long = String(repeating: "甲乙丙丁戊己庚辛", count: 12_500)
        index.put(9, text: long, Self.open)
        let ninth = index.matches(for: long, limit: 1, atLeast: 0.5) { _ in true }
        #expect(ninth.map(\.ticket) == [9])
    }

    @Test("what was forgotten makes room")
    func compacts() {
        var random = SeededGenerator(seed: 1)
        var index = SimilarityIndex()
        let closed = SimilarityIndex.Facts(units: ["140105001"], filedAt: 0, isOpen: false)
        for number in Int64(0)..<2_000 { index.put(number, text: text(&random), closed) }
        let kept = text(&random)
        index.put(5_000, text: kept, Self.open)
        index.forget(before: 10_000)
        #expect(index.count == 1)
        let found = index.matches(for: kept, limit: 5, atLeast: 0.9) { _ in true }
        #expect(found.map(\.ticket) == [5_000])
    }
}
