package import Foundation

/// A directory for one test, which goes with it.
package final class TemporaryDirectory: Sendable {
    package let url: URL

    package init() throws {
        let name = "hotline-\(UUID().uuidString.prefix(8))"
        url = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}
