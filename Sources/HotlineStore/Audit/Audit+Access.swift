internal import Foundation
internal import GRDB
internal import Hotline

extension Audit {
    /// Walks the chain of the access log from where it was last cut; the first break is named.
    mutating func checkAccessLog() throws {
        let cut = try Row.fetchOne(
            database,
            sql: "SELECT sequence, hash FROM accessCut ORDER BY sequence DESC LIMIT 1"
        )
        var head = AccessHead()
        if let cut { head = AccessHead(sequence: cut[0], hash: Array(cut[1] as Data)) }
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT \(AccessRow.selection), hash FROM access ORDER BY sequence"
        )
        while let row = try rows.next() {
            let entry = try AccessRow(row)
            guard entry.sequence == head.sequence + 1 else {
                return find(
                    "entry \(head.sequence + 1) of the access log is missing: the next is "
                        + "\(entry.sequence)"
                )
            }
            let hash = entry.hash(after: head.hash)
            guard Array(row["hash"] as Data) == hash else {
                return find("entry \(entry.sequence) of the access log was changed, or one before")
            }
            head = AccessHead(sequence: entry.sequence, hash: hash)
        }
        accessHead = head
    }

    /// Whether a ticket's data were destroyed because their time was over.
    func wasPurged(_ ticket: Int64) throws -> Bool {
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM purged WHERE ticket = ?")
        return try Int.fetchOne(statement, arguments: [ticket]) != nil
    }
}
