internal import Foundation

/// Writes a line to standard error, which, unlike standard output, nothing holds back.
func say(_ line: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\(line)\n".utf8))
}

/// Something a command could not do, said in a line with what to do about it.
struct CommandError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The text of a file that a command was given.
func textFile(_ path: String) throws -> String {
    do {
        return try String(contentsOf: URL(filePath: path), encoding: .utf8)
    } catch {
        throw CommandError("cannot read \(path) as UTF-8 text")
    }
}
