internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// What changes seldom: units, divisions, codes and the calendar.
struct ReferenceHandlers: Sendable {
    let office: Office

    /// How long clients may keep it, in seconds.
    private static let keptSeconds = 300

    private var cacheable: HTTPFields {
        [.cacheControl: "private, max-age=\(Self.keptSeconds)"]
    }

    /// Answers `GET /api/v1/units`.
    func units(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.value("division", DivisionCode.self) ?? exchange.actor.scope
        let units = office.rulesInForce.rulebook.units.units(in: scope)
        return .now(
            .json(fields: cacheable) { writer in
                writer.name("items")
                writer.beginArray()
                for unit in units {
                    writer.beginObject()
                    writer.member("unit", unit.id.description)
                    writer.member("name", unit.name)
                    writer.member("kind", unit.kind.rawValue)
                    writer.member("parent", unit.parent?.description)
                    writer.member("successor", unit.successor?.description)
                    writer.endObject()
                }
                writer.endArray()
                writer.name("next")
                writer.null()
            }
        )
    }

    /// Answers `GET /api/v1/divisions/{code}`.
    func division(_ exchange: Exchange) throws -> Answer {
        let divisions = office.rulesInForce.divisions
        guard let code = exchange.values["code"].flatMap(DivisionCode.init),
            let division = divisions[code]
        else { throw Problem.notThere }
        return .now(
            .json(fields: cacheable) { writer in
                writer.member("code", division.code.description)
                writer.member("name", division.name)
                writer.member("fullName", division.fullName)
                writer.member("parent", division.parent?.description)
                writer.name("children")
                writer.beginArray()
                for child in divisions.children(of: code) {
                    writer.beginObject()
                    writer.member("code", child.code.description)
                    writer.member("name", child.name)
                    writer.endObject()
                }
                writer.endArray()
            }
        )
    }

    /// Answers `GET /api/v1/categories`.
    func categories(_ exchange: Exchange) throws -> Answer {
        let categories = office.rulesInForce.categories
        return .now(
            .json(fields: cacheable) { writer in
                writer.codes("kinds", Kind.allCases.map { ($0.rawValue, categories.name($0)) })
                writer.codes(
                    "matters",
                    Matter.allCases.map { ($0.rawValue, categories.name($0)) }
                )
                writer.codes(
                    "aspects",
                    Aspect.allCases.map { ($0.rawValue, categories.name($0)) }
                )
            }
        )
    }

    /// Answers `GET /api/v1/calendar/{year}`: every day of the year.
    func calendar(_ exchange: Exchange) throws -> Answer {
        let calendar = office.rulesInForce.rulebook.calendar
        guard let year = exchange.values["year"].flatMap(Int.init),
            calendar.years.contains(where: { $0.year == year }),
            let first = Day(year, 1, 1), let last = Day(year, 12, 31)
        else { throw Problem.notThere }
        return .now(
            .json(fields: cacheable) { writer in
                writer.member("year", year)
                writer.member("provisional", calendar.isProvisional(first))
                writer.name("days")
                writer.beginArray()
                for number in first.number...last.number {
                    let day = Day(number: number)
                    writer.beginObject()
                    writer.member("day", day.description)
                    writer.member("working", calendar.isWorking(day))
                    writer.member("name", calendar.name(of: day))
                    writer.endObject()
                }
                writer.endArray()
            }
        )
    }
}

extension JSONWriter {
    fileprivate mutating func codes(_ name: String, _ codes: [(code: String, name: String)]) {
        self.name(name)
        beginArray()
        for code in codes {
            beginObject()
            member("code", code.code)
            member("name", code.name)
            endObject()
        }
        endArray()
    }
}
