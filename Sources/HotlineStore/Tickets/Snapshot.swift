package import Foundation
internal import GRDB
package import Hotline

/// A look into a data directory for the command line, also while a server has it (查阅).
///
/// It reads through a connection of its own and changes nothing.
package struct Snapshot {
    private let queue: DatabaseQueue

    package init(of directory: URL) throws {
        let file = directory.appending(path: Store.fileName)
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw StoreError("there is no database \(file.path)")
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        queue = try DatabaseQueue(path: file.path, configuration: configuration)
    }

    /// The ticket of that number; nil if there is none.
    package func ticket(_ number: TicketNumber) throws -> Ticket? {
        try queue.read { try TicketReading.ticket(number.integer, $0) }
    }

    /// Every edition of every year's calendar that was imported.
    package func calendars() throws -> [RuleText] {
        try queue.read(Store.calendars)
    }
}
