package import Foundation
internal import GRDB
package import Hotline
internal import StrictJSON

/// What a closed ticket was about, as far as a person said so (人工确认的分类).
package struct ConfirmedTicket: Sendable {
    package let text: String
    /// Nil where nobody but a rule or a model decided it.
    package let kind: Kind?
    package let matter: Matter?
    package let aspect: Aspect?
    package let urgent: Bool?
}

extension Store {
    /// How many tickets are read, the latest first.
    private static let confirmedMax = 200_000

    /// The closed tickets of a data directory of which a person said what they are about.
    ///
    /// They are read from one snapshot, also while a server has the directory.
    package static func confirmedTickets(in directory: URL) throws -> [ConfirmedTicket] {
        try readAside(directory) { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT t.classification, title.body, demand.body
                    FROM ticket t
                    JOIN text demand ON demand.ticket = t.number AND demand.role = 'demand'
                    LEFT JOIN text title ON title.ticket = t.number AND title.role = 'title'
                    WHERE t.state = 'closed'
                        AND instr(t.classification, '"by":"person"') > 0
                    ORDER BY t.number DESC LIMIT \(confirmedMax)
                    """
            )
            var tickets: [ConfirmedTicket] = []
            while let row = try rows.next() {
                let json = try JSON(Array((row[0] as String).utf8))
                let title = (row[1] as String?).map { "\($0)。" } ?? ""
                let text = title + (row[2] as String? ?? "")
                guard !text.isEmpty else { continue }
                tickets.append(try ConfirmedTicket(Classification(json: json), text: text))
            }
            return tickets
        }
    }

    /// The lists of divisions that a data directory has imported, also while a server has it.
    package static func divisionLists(in directory: URL) throws -> [RuleText] {
        try readAside(directory) { try divisionLists($0) }
    }

    private static func readAside<Value>(
        _ directory: URL,
        _ read: (Database) throws -> Value
    ) throws -> Value {
        let path = directory.appending(path: fileName).path
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreError("there is no database \(path)")
        }
        return try DatabaseQueue(path: path).read(read)
    }
}

extension ConfirmedTicket {
    fileprivate init(_ classification: Classification, text: String) {
        func confirmed<Value>(_ decision: Decision<Value>) -> Value? {
            decision.by == .person ? decision.value : nil
        }
        self.text = text
        kind = confirmed(classification.kind)
        matter = confirmed(classification.matter)
        aspect = confirmed(classification.aspect)
        urgent = confirmed(classification.urgent)
    }
}
