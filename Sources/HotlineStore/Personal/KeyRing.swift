package import Foundation
internal import GRDB
package import Hotline
internal import NationalCrypto
internal import Synchronization

/// The keys of a data directory at work (密钥环): they seal, open and look up personal data.
///
/// Each ticket has a random key of its own, kept wrapped under a master key. So a master key
/// changes without touching what is sealed, and to forget a ticket is to destroy 44 bytes.
package final class KeyRing: Sendable {
    let file: URL
    private let lookups: [PersonalField.Name: HMACSM3]
    private let requests: HMACSM3
    private let seals: HMACSM3
    /// Seals the answers that are kept to be given again: a filing's has the query code in it.
    let answers: DataKey
    private let identities: HMACSM3
    /// The database that the keys belong to.
    let database: String
    private let state: Mutex<State>

    private struct State {
        var keys: KeyFile
        var ciphers: [Int: SM4GCM]
        var newest: Int
    }

    /// How much of an authentication code a lookup key is: enough that no two numbers meet.
    private static let lookupSize = 16

    init(_ keys: KeyFile, file: URL) {
        self.file = file
        let root = HMACSM3(key: keys.root)
        let names = PersonalField.Name.allCases.filter(\.isLookedUp)
        lookups = names.reduce(into: [:]) { lookups, name in
            lookups[name] = HMACSM3(key: root.key(for: "lookup by \(name.rawValue)"))
        }
        requests = HMACSM3(key: root.key(for: "digests of requests"))
        seals = HMACSM3(key: root.key(for: "seals"))
        answers = DataKey(bytes: Array(root.key(for: "kept answers").prefix(SM4GCM.keySize)))
        identities = HMACSM3(key: root.key(for: "lookup by name"))
        database = keys.database.hexadecimal
        state = Mutex(Self.state(of: keys))
    }

    private static func state(of keys: KeyFile) -> State {
        var state = State(keys: keys, ciphers: [:], newest: 0)
        for master in keys.masters {
            let key = HMACSM3(key: master.key).key(for: "wrapping")
            state.ciphers[master.version] = SM4GCM(key: Array(key.prefix(SM4GCM.keySize)))
            state.newest = master.version
        }
        return state
    }

    // MARK: Looking up

    /// What a value is looked up by (盲索引): nobody without the keys can tell it from the value,
    /// or try values out against it.
    package func lookupKey(of field: PersonalField) -> Data? {
        guard let lookup = lookups[field.name] else { return nil }
        return Data(lookup.code(of: Array(field.lookupValue.utf8)).prefix(Self.lookupSize))
    }

    /// A digest of a request that tells nothing of what was in it.
    package func digest(ofRequest bytes: [UInt8]) -> Data { Data(requests.code(of: bytes)) }

    /// What only who has the key file can say of a seal.
    func code(ofSeal text: String) -> [UInt8] { seals.code(of: Array(text.utf8)) }

    /// A code of a name, with what tells it from others of that name.
    func code(ofIdentity text: String) -> [UInt8] { identities.code(of: Array(text.utf8)) }

    // MARK: Changing the master key

    /// Takes a new master key for all that is wrapped from now on, once the file has it.
    ///
    /// - Returns: Its version.
    func rotate() throws -> Int {
        try change { $0.rotate() }
    }

    /// Forgets the former master keys.
    func forgetFormer() throws {
        _ = try change { $0.forgetFormer() }
    }

    private func change(_ change: (inout KeyFile) -> Void) throws -> Int {
        try state.withLock { state in
            var keys = state.keys
            change(&keys)
            try keys.write(to: file)
            state = Self.state(of: keys)
            return state.newest
        }
    }

    // MARK: Wrapping

    /// A data key as the database holds it.
    struct Wrapped {
        let version: Int
        let bytes: Data
    }

    func wrap(_ key: DataKey, of owner: DataKey.Owner) -> Wrapped {
        let (version, cipher) = state.withLock { ($0.newest, $0.ciphers[$0.newest]) }
        guard let cipher else { preconditionFailure("the newest master key is there") }
        return Wrapped(
            version: version,
            bytes: Data(cipher.seal(key.bytes, context: owner.context(version)))
        )
    }

    func unwrap(_ wrapped: Wrapped, of owner: DataKey.Owner) throws -> DataKey {
        guard let cipher = state.withLock({ $0.ciphers[wrapped.version] }) else {
            throw StoreError(
                "the key file \(file.path) has no master key of version \(wrapped.version); put "
                    + "its newest copy back"
            )
        }
        let context = owner.context(wrapped.version)
        guard let bytes = cipher.open(Array(wrapped.bytes), context: context) else {
            throw BrokenRow("the key of \(owner) cannot be opened")
        }
        return DataKey(bytes: bytes)
    }
}

/// The key under which the personal data of one ticket stands, or the calls of one day.
final class DataKey: Sendable {
    let bytes: [UInt8]
    private let cipher: SM4GCM

    static func fresh() -> DataKey { DataKey(bytes: unpredictableBytes(SM4GCM.keySize)) }

    init(bytes: [UInt8]) {
        self.bytes = bytes
        cipher = SM4GCM(key: bytes)
    }

    /// Seals a value for the place it is kept in: it cannot be read in another.
    func seal(_ value: String, in place: String) -> Data {
        Data(cipher.seal(Array(value.utf8), context: Array(place.utf8)))
    }

    func seal(_ bytes: [UInt8], in place: String) -> Data {
        Data(cipher.seal(bytes, context: Array(place.utf8)))
    }

    func open(_ sealed: Data, in place: String) throws -> String {
        String(decoding: try openBytes(sealed, in: place), as: UTF8.self)
    }

    func openBytes(_ sealed: Data, in place: String) throws -> [UInt8] {
        guard let value = cipher.open(Array(sealed), context: Array(place.utf8)) else {
            throw BrokenRow("\(place) cannot be opened")
        }
        return value
    }
}

extension DataKey {
    /// Whose key it is: tickets by their numbers, the calls of a day by the day, what is kept in
    /// registers by its kind and number.
    enum Owner: Hashable, CustomStringConvertible {
        case ticket(Int64)
        case calls(Day)
        case register(RegisterKey)

        /// The number in the database: days are below all records, and those below every ticket.
        var id: Int64 {
            switch self {
            case .ticket(let number): number
            case .calls(let day): Int64(day.number)
            case .register(let record): record.keyNumber
            }
        }

        var description: String {
            switch self {
            case .ticket(let number): "ticket \(number)"
            case .calls(let day): "the calls of \(day)"
            case .register(let record): "\(record)"
            }
        }

        fileprivate func context(_ version: Int) -> [UInt8] {
            Array("key \(id) under \(version)".utf8)
        }
    }

    func insert(for owner: Owner, _ keys: KeyRing, _ db: Database) throws {
        let wrapped = keys.wrap(self, of: owner)
        try db.cachedStatement(sql: "INSERT INTO dataKey VALUES (?, ?, ?)")
            .execute(arguments: [owner.id, wrapped.version, wrapped.bytes])
    }

    /// The owner's key; nil if there is none, or it was destroyed.
    static func find(_ owner: Owner, _ keys: KeyRing, _ db: Database) throws -> DataKey? {
        let statement = try db.cachedStatement(
            sql: "SELECT version, wrapped FROM dataKey WHERE id = ?"
        )
        guard let row = try Row.fetchOne(statement, arguments: [owner.id]) else { return nil }
        return try keys.unwrap(KeyRing.Wrapped(version: row[0], bytes: row[1]), of: owner)
    }
}
