internal import Foundation
internal import GRDB
package import Hotline
package import HotlineCare
internal import StrictJSON

/// The tables of matching (数据比对).
enum MatchTables {
    static let request = Table.ofRegister(
        "dataRequest",
        keyCount: 1,
        columns: [
            "id", "division", "source", "purpose", "isConditional", "proposedOn", "state", "due",
            "isExtended", "proposedBy", "approvedBy", "sealed",
        ]
    )
    static let list = Table.ofRegister(
        "matchList",
        keyCount: 1,
        columns: [
            "id", "request", "division", "source", "purpose", "day", "digest", "rows", "bad",
            "strong", "weak", "marks", "startedAt", "endedAt", "sealed",
        ]
    )
    static let mistake = Table.ofRegister(
        "matchMistake",
        keyCount: 2,
        columns: ["list", "id", "line", "columnName", "message"]
    )
    static let mark = Table.ofRegister(
        "mark",
        keyCount: 1,
        columns: [
            "id", "kind", "lookup", "person", "household", "county", "township", "strength",
            "state", "reasons", "points", "lists", "madeOn", "ticket", "result", "disposal",
            "closedOn", "sealed", "report",
        ]
    )

    static let all = [request, list, mistake, mark]
}

/// A data request with who made it and why.
package struct RequestView: Sendable {
    package var request: DataRequest
    package let proposedBy: String
    package var approvedBy: String?
    /// Why it is asked for.
    package var reason: String
    var sealed = Data()

    package init(request: DataRequest, proposedBy: String, reason: String) {
        self.request = request
        self.proposedBy = proposedBy
        self.reason = reason
    }
}

enum RequestRow {
    static let selection = MatchTables.request.columns.joined(separator: ", ")

    static func place(_ id: Int64) -> String { "request \(id)" }

    static func values(_ view: RequestView) -> [DatabaseValue] {
        let request = view.request
        return [
            request.id.databaseValue, request.division.description.databaseValue,
            request.source.databaseValue, request.purpose.rawValue.databaseValue,
            request.isConditional.databaseValue, request.proposedOn.column,
            request.state.rawValue.databaseValue, request.due.column,
            request.isExtended.databaseValue,
            view.proposedBy.databaseValue, view.approvedBy.databaseValue,
            view.sealed.databaseValue,
        ]
    }

    static func view(_ row: Row, _ keys: KeyRing, _ db: Database) throws -> RequestView {
        var reader = Reader(row)
        var request = DataRequest(
            id: try reader.integer(),
            division: try reader.read(DivisionCode.self),
            source: try reader.text(),
            purpose: try reader.code(MatchPurpose.self),
            isConditional: try reader.flag(),
            proposedOn: try reader.day()
        )
        request.state = try reader.code(RequestState.self)
        request.due = reader.optionalDay()
        request.isExtended = try reader.flag()
        var view = RequestView(request: request, proposedBy: try reader.text(), reason: "")
        view.approvedBy = reader.optionalText()
        view.sealed = row["sealed"]
        if let key = try DataKey.find(.register(.request(request.id)), keys, db) {
            view.reason = try key.open(view.sealed, in: place(request.id))
        }
        return view
    }
}

/// A partner's list that was taken in, and what came of it.
package struct MatchList: Sendable {
    package var id: Int64
    package let request: Int64
    package let division: DivisionCode
    package let source: String
    package let purpose: MatchPurpose
    package let day: Day
    package let digest: String
    package var rows = 0
    package var bad = 0
    /// Rows that were recognised on the roster by number, and by name.
    package var strong = 0
    package var weak = 0
    package var marks = 0
    package let startedAt: Instant
    package var endedAt: Instant?
    /// Who gave it and how (来源).
    package var provenance: String
    var sealed = Data()

    package init(
        id: Int64 = 0,
        request: DataRequest,
        day: Day,
        digest: String,
        provenance: String,
        startedAt: Instant
    ) {
        self.id = id
        self.request = request.id
        division = request.division
        source = request.source
        purpose = request.purpose
        self.day = day
        self.digest = digest
        self.provenance = provenance
        self.startedAt = startedAt
    }

    static let selection = MatchTables.list.columns.joined(separator: ", ")

    static func place(_ id: Int64) -> String { "list \(id)" }

    var values: [DatabaseValue] {
        [
            id.databaseValue, request.databaseValue, division.description.databaseValue,
            source.databaseValue, purpose.rawValue.databaseValue, day.column,
            digest.databaseValue, rows.databaseValue, bad.databaseValue, strong.databaseValue,
            weak.databaseValue, marks.databaseValue, startedAt.column, endedAt.column,
            sealed.databaseValue,
        ]
    }

    init(_ row: Row, _ keys: KeyRing, _ db: Database) throws {
        var reader = Reader(row)
        id = try reader.integer()
        request = try reader.integer()
        division = try reader.read(DivisionCode.self)
        source = try reader.text()
        purpose = try reader.code(MatchPurpose.self)
        day = try reader.day()
        digest = try reader.text()
        rows = try reader.count()
        bad = try reader.count()
        strong = try reader.count()
        weak = try reader.count()
        marks = try reader.count()
        startedAt = try reader.instant()
        endedAt = reader.optionalInstant()
        provenance = ""
        sealed = row["sealed"]
        if let key = try DataKey.find(.register(.list(id)), keys, db) {
            provenance = try key.open(sealed, in: Self.place(id))
        }
    }
}

/// Who a mark is about, as the list had it: all of it is personal and stands sealed.
package struct MarkIdentity: Hashable, Sendable {
    package let name: String
    package let idNumber: IDNumber?
    package let birthday: Day?
    package let facts: ListFacts

    package init(name: String, idNumber: IDNumber?, birthday: Day?, facts: ListFacts) {
        self.name = name
        self.idNumber = idNumber
        self.birthday = birthday
        self.facts = facts
    }

    var json: JSON {
        var members = [JSON.Member("name", .string(name))]
        func add(_ name: String, _ value: JSON?) {
            if let value { members.append(JSON.Member(name, value)) }
        }
        add("idNumber", idNumber.map { .string($0.description) })
        add("birthday", birthday.map { .string($0.description) })
        add("value", facts.value.map { .integer(Int64($0)) })
        add("date", facts.date.map { .string($0.description) })
        add("category", facts.disability.map { .integer(Int64($0.category.rawValue)) })
        add("grade", facts.disability.map { .integer(Int64($0.grade)) })
        return .object(members)
    }

    init(_ json: JSON) {
        var facts = ListFacts()
        facts.value = json["value"]?.integer.map(Int.init)
        facts.date = json["date"]?.string.flatMap { Day($0) }
        if let number = json["category"]?.integer,
            let category = DisabilityCertificate.Category(rawValue: Int(number)),
            let grade = json["grade"]?.integer
        {
            facts.disability = Disability(category: category, grade: Int(grade))
        }
        self.init(
            name: json["name"]?.string ?? "",
            idNumber: json["idNumber"]?.string.flatMap { IDNumber($0) },
            birthday: json["birthday"]?.string.flatMap { Day($0) },
            facts: facts
        )
    }
}

/// A mark with what of it is sealed.
package struct MarkView: Sendable {
    package var mark: RiskMark
    /// Nil where it was purged.
    package var identity: MarkIdentity?
    package var report: String?
    var lookup = Data()
    var sealed = Data()
    var sealedReport: Data?
}

enum MarkRow {
    static let selection = MatchTables.mark.columns.joined(separator: ", ")

    static func place(_ id: Int64) -> String { "mark \(id)" }

    static func values(_ view: MarkView) -> [DatabaseValue] {
        let mark = view.mark
        let reasons = JSON.array(mark.reasons.map { .string($0) })
        let lists = JSON.array(mark.lists.map { .integer($0) })
        return [
            mark.id.databaseValue, mark.kind.rawValue.databaseValue, view.lookup.databaseValue,
            mark.person.databaseValue, mark.household.databaseValue,
            mark.county.description.databaseValue,
            (mark.township?.description).databaseValue,
            mark.strength.rawValue.databaseValue, mark.state.rawValue.databaseValue,
            String(decoding: reasons.bytes, as: UTF8.self).databaseValue,
            mark.points.databaseValue,
            String(decoding: lists.bytes, as: UTF8.self).databaseValue,
            mark.madeOn.column, (mark.ticket?.integer).databaseValue,
            (mark.result?.rawValue).databaseValue, (mark.disposal?.rawValue).databaseValue,
            mark.closedOn.column, view.sealed.databaseValue, view.sealedReport.databaseValue,
        ]
    }

    static func view(_ row: Row, _ keys: KeyRing, _ db: Database) throws -> MarkView {
        var reader = Reader(row)
        let (id, kind) = (try reader.integer(), try reader.code(MarkKind.self))
        reader.skip(1)
        let (person, household) = (reader.optionalInteger(), reader.optionalInteger())
        let county = try reader.read(DivisionCode.self)
        let township = try reader.optional(DivisionCode.self)
        let strength = try reader.code(MatchStrength.self)
        let state = try reader.code(MarkState.self)
        let reasons = try (reader.json().array ?? []).compactMap(\.string)
        let points = try reader.count()
        let lists = try (reader.json().array ?? []).compactMap(\.integer)
        guard let first = lists.first else { throw BrokenRow("mark \(id) is of no list") }
        var mark = RiskMark(
            id: id,
            kind: kind,
            county: county,
            township: township,
            strength: strength,
            reasons: reasons,
            points: points,
            list: first,
            madeOn: try reader.day()
        )
        mark.lists = lists
        mark.state = state
        (mark.person, mark.household) = (person, household)
        mark.ticket = try reader.optionalInteger().map(TicketNumber.init(column:))
        mark.result = try reader.optionalCode(VisitResult.self)
        mark.disposal = try reader.optionalCode(Disposal.self)
        mark.closedOn = reader.optionalDay()
        var view = MarkView(mark: mark)
        view.lookup = row["lookup"]
        view.sealed = row["sealed"]
        view.sealedReport = row["report"]
        // A mark that is purged says no more whom it is about.
        let isSealed = !view.sealed.isEmpty
        if isSealed, let key = try DataKey.find(.register(.list(first)), keys, db) {
            view.identity = MarkIdentity(try key.openJSON(view.sealed, in: place(id)))
            view.report = try view.sealedReport.map { try key.open($0, in: place(id) + " report") }
        }
        return view
    }
}
