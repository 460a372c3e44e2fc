internal import Foundation
internal import GRDB
internal import Hotline
internal import NationalCrypto
internal import StrictJSON

/// The journal and its tables within one transaction of the writer.
///
/// All that changes a ticket goes through here: the rows and the event that tells of them are
/// written together, by the same call.
package final class Ledger {
    let database: Database
    let keys: KeyRing
    let statements: WriterStatements
    var head: JournalHead
    /// Who is on duty where and when, as far as this transaction has asked.
    var onDutyKnown: [OnDutyQuestion: [String]] = [:]
    /// What this transaction has changed, for whoever waits for changes.
    package internal(set) var touched = Touched()

    init(
        database: Database,
        keys: KeyRing,
        statements: WriterStatements,
        head: JournalHead
    ) {
        self.database = database
        self.keys = keys
        self.statements = statements
        self.head = head
    }
}

/// The end of the hash chain.
struct JournalHead: Equatable, Sendable {
    var sequence: Int64 = 0
    var hash = [UInt8](repeating: 0, count: 32)

    /// The journals that are hashed into a chain alike.
    enum Journal: String {
        case tickets = "event"
        case registers = "registerEvent"
    }

    static func read(_ db: Database, of journal: Journal = .tickets) throws -> JournalHead {
        let sql = "SELECT sequence, hash FROM \(journal.rawValue) ORDER BY sequence DESC LIMIT 1"
        let row = try Row.fetchOne(db.cachedStatement(sql: sql))
        guard let row else { return JournalHead() }
        let hash: [UInt8] = Array(row["hash"] as Data)
        return JournalHead(sequence: row["sequence"], hash: hash)
    }
}

/// What a commit has changed: the last event, and the units whose queue is another now.
package struct Touched: Sendable {
    package var sequence: Int64 = 0
    package var units: Set<String> = []
    /// How many events there are of each action.
    package var actions: [String: Int] = [:]
    /// The last notice that was made or changed, and the units whose notices are others now.
    package var notice: Int64 = 0
    package var noticeUnits: Set<String> = []
    /// The last event of the registers that changed a duty, and the units whose duties are
    /// others now.
    package var duty: Int64 = 0
    package var dutyUnits: Set<String> = []

    /// Whether anybody who waits may have something to hear.
    var isEmpty: Bool { sequence == 0 && notice == 0 && duty == 0 }

    mutating func merge(_ other: Touched) {
        sequence = max(sequence, other.sequence)
        units.formUnion(other.units)
        actions.merge(other.actions, uniquingKeysWith: +)
        notice = max(notice, other.notice)
        noticeUnits.formUnion(other.noticeUnits)
        duty = max(duty, other.duty)
        dutyUnits.formUnion(other.dutyUnits)
    }
}
