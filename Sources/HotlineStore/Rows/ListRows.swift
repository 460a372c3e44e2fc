internal import GRDB
internal import Hotline
internal import StrictJSON

/// A clock as a row of `clock`.
enum ClockRow {
    static let table = Table(
        "clock",
        keyCount: 2,
        columns: [
            "ticket", "id", "kind", "stage", "unit", "started", "due", "status", "missedAt",
            "ended", "yellowAt", "isYellow", "pauses", "extensions", "rule", "basis",
            "grade", "term", "rollsOver", "hours", "calendar", "isProvisional",
        ]
    )

    /// The row, but for the ticket's number.
    static func values(of clock: Clock) -> [DatabaseValue] {
        [
            .null,
            clock.id.databaseValue,
            clock.kind.rawValue.databaseValue,
            clock.stage.databaseValue,
            clock.unit.description.databaseValue,
            clock.started.column,
            clock.due.column,
            clock.status.rawValue.databaseValue,
            clock.missedAt.column,
            clock.ended.column,
            clock.yellowAt.column,
            clock.isYellow.databaseValue,
            pauses(clock.pauses).databaseValue,
            extensions(clock.extensions).databaseValue,
            clock.rule.databaseValue,
            clock.basis.databaseValue,
            clock.grade.rawValue.databaseValue,
            (clock.term?.description).databaseValue,
            clock.rollsOver.databaseValue,
            clock.hours.description.databaseValue,
            clock.calendar.databaseValue,
            clock.isProvisional.databaseValue,
        ]
    }

    static func clock(_ row: StatementColumns) throws -> Clock {
        var reader = Reader(row)
        _ = try reader.integer()
        return Clock(
            id: try reader.count(),
            kind: try reader.code(ClockKind.self),
            stage: reader.optionalText(),
            unit: try reader.read(UnitID.self),
            started: try reader.instant(),
            due: try reader.instant(),
            status: try reader.code(ClockStatus.self),
            missedAt: reader.optionalInstant(),
            ended: reader.optionalInstant(),
            yellowAt: reader.optionalInstant(),
            isYellow: try reader.flag(),
            pauses: try pauses(reader.json()),
            extensions: try extensions(reader.json()),
            rule: try reader.text(),
            basis: try reader.text(),
            grade: try reader.code(Grade.self),
            term: try reader.optional(Term.self),
            rollsOver: try reader.flag(),
            hours: try reader.read(OfficeHours.self),
            calendar: try reader.text(),
            isProvisional: try reader.flag()
        )
    }

    /// `[[at, days]]`, instants in seconds since 1970.
    private static func extensions(_ extensions: [Extension]) -> String {
        let json = extensions.map {
            JSON.array([.integer($0.at.seconds), .integer(Int64($0.days))])
        }
        return String(decoding: JSON.array(json).bytes, as: UTF8.self)
    }

    private static func extensions(_ json: JSON) throws -> [Extension] {
        try (json.array ?? []).map {
            let numbers = ($0.array ?? []).compactMap(\.integer)
            guard numbers.count == 2 else { throw BrokenRow("\($0) is no extension") }
            return Extension(at: Instant(seconds: numbers[0]), days: Int(numbers[1]))
        }
    }

    /// `[[from, to], [from]]`, in seconds since 1970; the one that lasts has no end.
    private static func pauses(_ pauses: [Pause]) -> String {
        guard !pauses.isEmpty else { return "[]" }
        var writer = JSONWriter(capacity: 64)
        writer.beginArray()
        for pause in pauses {
            writer.beginArray()
            writer.integer(pause.from.seconds)
            if let to = pause.to { writer.integer(to.seconds) }
            writer.endArray()
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func pauses(_ json: JSON) throws -> [Pause] {
        try (json.array ?? []).map {
            let ends = ($0.array ?? []).compactMap(\.integer).map(Instant.init(seconds:))
            guard let from = ends.first else { throw BrokenRow("\($0) is no pause") }
            return Pause(from: from, to: ends.count > 1 ? ends[1] : nil)
        }
    }
}

/// A caller to call back, as a row of `callBack`.
enum CallBackRow {
    static let table = Table(
        "callBack",
        keyCount: 2,
        columns: ["ticket", "caller", "attempts", "result"],
        numberColumns: [0, 1]
    )

    /// The row, but for the ticket's number, which is also that of its own caller.
    static func values(of callBack: CallBack, on ticket: TicketNumber) -> [DatabaseValue] {
        [
            .null,
            callBack.caller == ticket ? .null : callBack.caller.integer.databaseValue,
            callBack.attempts.databaseValue,
            (callBack.result?.rawValue).databaseValue,
        ]
    }

    static func callBack(_ row: StatementColumns) throws -> CallBack {
        var reader = Reader(row)
        _ = try reader.integer()
        return CallBack(
            caller: try TicketNumber(column: reader.integer()),
            attempts: try reader.count(),
            result: try reader.optionalCode(CallBack.Result.self)
        )
    }
}

/// A card that the caller was told of, as a row of `told`.
enum ToldRow {
    static let table = Table(
        "told",
        keyCount: 3,
        columns: ["ticket", "card", "edition", "at"]
    )

    /// The row, but for the ticket's number.
    static func values(of told: Told) -> [DatabaseValue] {
        [
            .null,
            told.card.databaseValue,
            told.edition.number.databaseValue,
            told.at.seconds.databaseValue,
        ]
    }

    static func told(_ row: StatementColumns) throws -> Told {
        var reader = Reader(row)
        _ = try reader.integer()
        return Told(
            card: try reader.text(),
            edition: Day(number: Int(try reader.integer())),
            at: Instant(seconds: try reader.integer())
        )
    }
}

/// A unit that helps, as a row of `coHandler`.
enum CoHandlerRow {
    static let table = Table(
        "coHandler",
        keyCount: 2,
        columns: ["ticket", "unit", "hasReported", "clock"]
    )

    /// The row, but for the ticket's number.
    static func values(of coHandler: CoHandler) -> [DatabaseValue] {
        [
            .null,
            coHandler.unit.description.databaseValue,
            coHandler.hasReported.databaseValue,
            coHandler.clock.databaseValue,
        ]
    }

    static func coHandler(_ row: StatementColumns) throws -> CoHandler {
        var reader = Reader(row)
        _ = try reader.integer()
        return CoHandler(
            unit: try reader.read(UnitID.self),
            hasReported: try reader.flag(),
            clock: reader.optionalInteger().map(Int.init)
        )
    }
}
