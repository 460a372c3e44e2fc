internal import Foundation
internal import GRDB
internal import Hotline
internal import HotlineDuties
internal import StrictJSON

/// A visit as a row of `visit`.
enum VisitRow {
    static let table = Table.ofRegister(
        "visit",
        keyCount: 1,
        columns: ["id", "duty", "village", "period", "visitedOn", "body"]
    )

    static func values(of visit: Visit, id: Int64, _ duty: Duty, _ key: DataKey) -> [DatabaseValue]
    {
        let members = [
            JSON.Member("household", .string(visit.household)),
            JSON.Member("address", visit.address.map(JSON.string) ?? .null),
        ]
        return [
            id.databaseValue,
            duty.id.databaseValue,
            duty.unit.description.databaseValue,
            duty.period.description.databaseValue,
            visit.visitedOn.number.databaseValue,
            key.seal(JSON.object(members).bytes, in: "visit \(id)").databaseValue,
        ]
    }

    /// The columns that say what is told of a visit, from a row of `visit` called `v`.
    static let selection = "v.id, v.visitedOn, v.body"

    /// What a row says, but for the changes; nil once its key was destroyed.
    static func visit(_ row: Row, from index: Int = 0, _ key: DataKey?) throws -> Visit? {
        guard let key else { return nil }
        let id: Int64 = row[index]
        let number: Int = row[index + 1]
        let sealed: Data = row[index + 2]
        let json = try JSON(key.openBytes(sealed, in: "visit \(id)"))
        return Visit(
            household: json["household"]?.string ?? "",
            address: json["address"]?.string,
            visitedOn: Day(number: number)
        )
    }
}

/// A finding as a row of `finding`.
enum FindingRow {
    static let table = Table.ofRegister(
        "finding",
        keyCount: 1,
        columns: [
            "id", "visit", "duty", "village", "period", "topic", "state", "disposal", "ticket",
            "household", "rosterCase", "verifiedAt", "disposedAt", "revision", "body",
        ]
    )

    static let selection = table.columns.map { "f.\($0)" }.joined(separator: ", ")

    static func values(of finding: Finding, _ key: DataKey) -> [DatabaseValue] {
        let texts = finding.texts
        let members = [
            JSON.Member("found", .string(texts.found)),
            JSON.Member("corrected", texts.corrected.map(JSON.string) ?? .null),
            JSON.Member("reason", texts.reason.map(JSON.string) ?? .null),
        ]
        let body = key.seal(JSON.object(members).bytes, in: "finding \(finding.id)")
        return [
            finding.id.databaseValue,
            finding.visit.databaseValue,
            finding.duty.databaseValue,
            finding.village.description.databaseValue,
            finding.period.description.databaseValue,
            finding.topic.rawValue.databaseValue,
            finding.state.rawValue.databaseValue,
            (finding.disposal?.rawValue).databaseValue,
            (finding.ticket?.integer).databaseValue,
            (finding.adjusted?.household).databaseValue,
            (finding.adjusted?.caseID).databaseValue,
            finding.verifiedAt.column,
            finding.disposedAt.column,
            finding.revision.databaseValue,
            body.databaseValue,
        ]
    }

    /// What a row says, without texts once its key was destroyed.
    static func finding(_ row: Row, _ key: DataKey?) throws -> Finding {
        var reader = Reader(row)
        let id = try reader.integer()
        let json = try key.map { key in
            try JSON(key.openBytes(row[table.columns.count - 1], in: "finding \(id)"))
        }
        return Finding(
            id: id,
            visit: try reader.integer(),
            duty: try reader.integer(),
            village: try reader.read(UnitID.self),
            period: try reader.read(DutyPeriod.self),
            topic: try reader.code(VisitTopic.self),
            texts: FindingTexts(
                found: json?["found"]?.string ?? "",
                corrected: json?["corrected"]?.string,
                reason: json?["reason"]?.string
            ),
            state: try reader.code(FindingState.self),
            disposal: try reader.optionalCode(FindingDisposal.self),
            ticket: try reader.optionalInteger().map(TicketNumber.init(column:)),
            adjusted: reader.rosterLink(),
            verifiedAt: reader.optionalInstant(),
            disposedAt: reader.optionalInstant(),
            revision: try reader.count()
        )
    }
}

extension Reader {
    /// The household and the case of two columns.
    fileprivate mutating func rosterLink() -> RosterLink? {
        let (household, caseID) = (optionalInteger(), optionalInteger())
        return household.map { RosterLink(household: $0, caseID: caseID) }
    }
}
