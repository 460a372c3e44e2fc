import ArgumentParser
internal import Foundation
internal import Hotline

/// How well and how fast texts that say the same are found.
struct DuplicatesBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "duplicates",
        abstract: "Ranks texts by likeness, or measures how long that takes.",
        discussion: """
            TEXTS has one text a line. With --queries, each line of that file is looked for, and \
            the numbers of the lines that are most like it are printed. Without, --entries texts \
            are taken in and the time of a question among them is measured.
            """
    )

    @Argument(help: "A file of texts, one a line.")
    var texts: String

    @Option(help: "A file of texts to look for, one a line.")
    var queries: String?

    @Option(help: "How many lines are printed for each.")
    var limit = 20

    @Option(help: "How many texts are taken in, where only the time is measured.")
    var entries = 100_000

    func run() throws {
        let texts = try Self.lines(of: texts)
        if let queries {
            try rank(Self.lines(of: queries), among: texts)
        } else {
            measure(texts)
        }
    }

    private static func lines(of path: String) throws -> [String] {
        let text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
        guard !lines.isEmpty else { throw ValidationError("\(path) has no line") }
        return lines
    }

    private static let facts = SimilarityIndex.Facts(units: ["14"], filedAt: 0, isOpen: true)

    private func rank(_ queries: [String], among texts: [String]) throws {
        var index = SimilarityIndex()
        for (number, text) in texts.enumerated() {
            index.put(Int64(number), text: text, Self.facts)
        }
        for query in queries {
            let found = index.matches(for: query, limit: limit, atLeast: 0) { _ in true }
            print(found.map { String($0.ticket) }.joined(separator: " "))
        }
    }

    private static let questionCount = 500

    private func measure(_ texts: [String]) {
        var index = SimilarityIndex()
        for number in 0..<entries {
            // No two are quite the same.
            let text = "第\(number)件。" + texts[number % texts.count]
            index.put(Int64(number), text: text, Self.facts)
        }
        var times: [Double] = []
        for number in 0..<Self.questionCount {
            let text = texts[number * 31 % texts.count]
            let start = ContinuousClock.now
            _ = index.matches(for: text, limit: 40, atLeast: 0.25) { _ in true }
            times.append((ContinuousClock.now - start) / .milliseconds(1))
        }
        times.sort()
        let text = String(
            format: "{\"measure\":\"duplicates\",\"entries\":%d,\"ms\":%.3f,\"msP99\":%.3f}",
            entries,
            times[times.count / 2],
            times[times.count * 99 / 100]
        )
        print(text)
    }
}
