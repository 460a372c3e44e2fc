import Foundation
import Testing

/// What the fuzzer has found worth keeping, once more (语料回放).
@Suite struct ReplayTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Corpus")

    @Test("every input that reached something new still ends well", arguments: FuzzEntry.allCases)
    func replay(entry: FuzzEntry) throws {
        let folder = Self.corpus.appending(path: entry.rawValue)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!files.isEmpty)
        for file in files.sorted() {
            entry.run(Array(try Data(contentsOf: folder.appending(path: file))))
        }
    }
}
