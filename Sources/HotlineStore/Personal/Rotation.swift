internal import GRDB
internal import Hotline

extension Store {
    /// How many keys one transaction of the writer wraps anew.
    private static let rewrapBatchMax = 500

    /// Takes a new master key and wraps every data key anew under it, while the hotline serves.
    ///
    /// What is sealed stays as it is, and so does the journal. The former master keys stay in the
    /// key file, for backups need them, unless they are to be forgotten.
    ///
    /// - Returns: The version of the new master key, and how many keys were wrapped anew.
    package func rotateKeys(forgettingFormer: Bool) throws -> (version: Int, count: Int) {
        let version = try keys.rotate()
        // The file is on disk by now, so that nothing is ever wrapped under a key that is not.
        try writer.write { ledger in
            try ledger.database.execute(
                sql: "UPDATE keyFile SET newest = ?",
                arguments: [version]
            )
        }
        var (last, total): (Int64?, Int) = (nil, 0)
        repeat {
            let batch = try writer.write { [last] ledger in
                try ledger.rewrap(after: last ?? .min, limit: Self.rewrapBatchMax)
            }
            total += batch.count
            last = batch.last
        } while last != nil
        if forgettingFormer { try keys.forgetFormer() }
        return (version, total)
    }
}

extension Ledger {
    fileprivate func rewrap(
        after last: Int64,
        limit: Int
    ) throws -> (count: Int, last: Int64?) {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT id, version, wrapped FROM dataKey
                    WHERE id > ? AND version < (SELECT newest FROM keyFile)
                    ORDER BY id LIMIT ?
                    """
            ),
            arguments: [last, limit]
        )
        let update = try database.cachedStatement(
            sql: "UPDATE dataKey SET version = ?, wrapped = ? WHERE id = ?"
        )
        for row in rows {
            let owner = DataKey.Owner(id: row[0])
            let key = try keys.unwrap(KeyRing.Wrapped(version: row[1], bytes: row[2]), of: owner)
            let wrapped = keys.wrap(key, of: owner)
            try update.execute(arguments: [wrapped.version, wrapped.bytes, owner.id])
        }
        return (rows.count, rows.last?[0])
    }
}

extension DataKey.Owner {
    /// Days are below all records of registers, and those below every ticket number.
    fileprivate init(id: Int64) {
        if let record = RegisterKey(keyNumber: id) {
            self = .register(record)
            return
        }
        let day = Day(number: Int(id))
        self = DataKey.Owner.calls(day).id == id && id < 10_000_000 ? .calls(day) : .ticket(id)
    }
}
