import Foundation
import Testing

/// Keeps the house rules that no compiler or formatter keeps.
@Suite struct TidyTests {
    @Test(arguments: SourceFile.all)
    func linesFitSideBySide(file: SourceFile) {
        for (index, line) in file.lines.enumerated() where line.count > 100 {
            file.complain("longer than 100 columns", at: index)
        }
    }

    @Test(arguments: SourceFile.all)
    func fileFitsInOnesHead(file: SourceFile) {
        guard file.lines.count > 400 else { return }
        file.complain("\(file.lines.count) lines: this wants to be two files", at: 0)
    }

    /// Relies on the formatter: a function ends at the brace that stands below its start.
    @Test(arguments: SourceFile.all)
    func functionsFitOnAScreen(file: SourceFile) {
        for (index, line) in file.lines.enumerated() {
            guard let start = line.prefixMatch(of: /( *)(?:[@\w()]+ )*(?:func |init[(?<])/)
            else { continue }
            let end = file.lines[index...].firstIndex(of: "\(start.1)}") ?? index
            if end - index + 1 > 60 {
                file.complain("\(end - index + 1) lines: a function fits on a screen", at: index)
            }
        }
    }

    @Test(
        "the domain does no I/O",
        arguments: SourceFile.all.filter { file in
            ["Hotline", "HotlineDuties", "HotlineCare"].contains { file.isIn("Sources/\($0)/") }
        }
    )
    func domainImports(file: SourceFile) {
        for (index, line) in file.lines.enumerated() {
            guard let module = line.wholeMatch(of: /(?:\w+ )?import (\w+)/)?.1 else { continue }
            if !["Foundation", "Hotline", "Yams", "Synchronization"].contains(module) {
                file.complain("the domain does not need \(module)", at: index)
            }
        }
    }
}

/// Nothing of a ticket leaves the store but for somebody (范围).
@Suite struct ScopeSurfaceTests {
    /// What a ticket, or a part of one, is called.
    private static let told = ["TicketView", "Attachment?", "[Event]", "[Change]", "Page<"]

    /// What takes a ticket that somebody has been let to, or a filing of his own.
    private static let exempt = ["view(_ ticket: Ticket)", "file(_ ready: ReadyFiling)"]

    @Test(
        "what the store tells of tickets, it tells an actor",
        arguments: SourceFile.all.filter { $0.isIn("Sources/HotlineStore/") }
    )
    func surface(file: SourceFile) {
        for (index, line) in file.lines.enumerated() where line.contains("package func ") {
            let rest = file.lines[index...].prefix(20)
            let end = rest.firstIndex { $0.hasSuffix("{") } ?? index
            let signature = file.lines[index...end].joined(separator: " ")
            let parts = signature.split(separator: "->", maxSplits: 1)
            guard parts.count == 2, Self.told.contains(where: parts[1].contains),
                !Self.exempt.contains(where: signature.contains), !signature.contains("Actor")
            else { continue }
            file.complain("tells of tickets without asking whom", at: index)
        }
    }

    @Test(
        "the database is out of reach for whoever answers requests",
        arguments: SourceFile.all.filter { $0.isIn("Sources/HotlineStore/") }
    )
    func database(file: SourceFile) {
        for (index, line) in file.lines.enumerated()
        where line.contains("package") && line.contains(/(let|var) \w+: (any )?Database/) {
            file.complain("hands the database out", at: index)
        }
    }
}

/// A Swift file of this package.
struct SourceFile: CustomTestStringConvertible {
    let path: String
    let lines: [Substring]

    static let all: [SourceFile] = {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return ["Sources", "Tests"].flatMap { folder -> [SourceFile] in
            let files = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            return (files?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }
                .compactMap { SourceFile(root: root, path: "\(folder)/\($0)") }
        }
    }()

    init?(root: URL, path: String) {
        guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8)
        else { return nil }
        self.path = path
        self.lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    var testDescription: String { path }

    func isIn(_ folder: String) -> Bool { path.hasPrefix(folder) }

    func complain(_ message: String, at index: Int) {
        Issue.record("\(path):\(index + 1): \(message)")
    }
}
