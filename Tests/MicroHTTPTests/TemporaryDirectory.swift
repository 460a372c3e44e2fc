import Foundation

/// A directory for one test, which goes with it.
final class TemporaryDirectory: Sendable {
    private let url: URL

    init() {
        let name = "microhttp-\(UUID().uuidString.prefix(8))"
        url = FileManager.default.temporaryDirectory.appending(path: name)
        try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    var socketPath: String { url.appending(path: "socket").path }
}
