internal import Foundation
internal import GRDB
internal import Hotline

extension Audit {
    /// Walks the chain of the access log from where it was last cut; the first break is named.
    mutating func checkAccessLog() throws {
        var head = try checkCuts()
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT \(AccessRow.selection), hash FROM access WHERE sequence > ?
                ORDER BY sequence
                """,
            arguments: [head.sequence]
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
            if let sealed = seal?.access, sealed.sequence == head.sequence, sealed != head {
                find("entry \(head.sequence) of the access log is not the one that was sealed")
            }
        }
        if let sealed = seal?.access, sealed.sequence > head.sequence {
            find(
                "the access log ends at \(head.sequence); the entries up to \(sealed.sequence), "
                    + "which were sealed, were cut off"
            )
        }
    }

    /// Where the access log begins: the last cut, whose code is checked where the key is known.
    private mutating func checkCuts() throws -> AccessHead {
        var head = AccessHead()
        let rows = try Row.fetchCursor(
            database,
            sql: "SELECT sequence, hash, at, code FROM accessCut ORDER BY sequence"
        )
        while let row = try rows.next() {
            let hash: [UInt8] = Array(row[1] as Data)
            let cut = AccessCut(sequence: row[0], hash: hash, at: row[2])
            if let keys, keys.code(ofSeal: cut.text) != Array(row[3] as Data) {
                find("the access log was cut at \(cut.sequence) by somebody without the key file")
            }
            head = AccessHead(sequence: cut.sequence, hash: hash)
        }
        return head
    }

    /// Whether a ticket's data were destroyed because their time was over.
    func wasPurged(_ ticket: Int64) throws -> Bool {
        let statement = try database.cachedStatement(sql: "SELECT 1 FROM purged WHERE ticket = ?")
        return try Int.fetchOne(statement, arguments: [ticket]) != nil
    }
}
