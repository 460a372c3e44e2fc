internal import Foundation

/// Finds the folders that come with the program, such as `routing-rules`.
enum ShippedFolder {
    /// How many folders above the program are looked into.
    private static let levelsMax = 6

    /// Looks here, beside the program and above it, and where a package installs it.
    ///
    /// It must hold `file`, so that another folder of its name is passed over.
    static func find(_ name: String, holding file: String) -> URL? {
        let manager = FileManager.default
        var candidates = [URL(filePath: manager.currentDirectoryPath)]
        let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        var folder = program.deletingLastPathComponent()
        for _ in 0..<levelsMax {
            candidates.append(folder)
            folder = folder.deletingLastPathComponent()
        }
        candidates.append(URL(filePath: "/usr/share/hotline"))
        return candidates.map { $0.appending(path: name) }
            .first { manager.fileExists(atPath: $0.appending(path: file).path) }
    }
}
