internal import Foundation
internal import HTTPTypes
internal import Hotline
internal import HotlineCare
internal import HotlineStore
internal import MicroHTTP
internal import NationalCrypto
internal import StrictJSON

/// Partners' lists (名单): compared with the roster row by row, and thrown away.
struct MatchListHandlers: Sendable {
    let office: Office

    static let parameters: [Endpoint.Parameter] = [
        .init(name: "purpose", shape: .codes(MatchPurpose.self), isRequired: true),
        .init(name: "day", shape: .day, isRequired: true),
    ]

    /// Answers `POST /api/v1/data-requests/{request}/lists`: the list itself is the body, and who
    /// gave it and how stands in the field `X-Provenance`, percent-encoded.
    func bring(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        let id = try exchange.record("request")
        guard let view = try office.store.dataRequest(id, in: scope) else { throw Problem.notThere }
        try exchange.requireCounty()
        let purpose = try exchange.code("purpose", MatchPurpose.self) ?? view.request.purpose
        guard purpose == view.request.purpose else {
            let name = view.request.purpose.name
            throw ListNotApproved(message: "名单的用途不是申请批准的“\(name)”，没有导入。")
        }
        let file = try TableUpload.of(exchange.request)
        let day = try exchange.value("day", Day.self) ?? exchange.now.day
        guard day <= exchange.now.day else {
            throw Problem.malformed("参数day：名单的日期不能在今天以后。")
        }
        let list = MatchList(
            request: view.request,
            day: day,
            digest: file.digest.hexadecimal,
            provenance: try Self.provenance(exchange),
            startedAt: exchange.now
        )
        let run = MatchRun(office: office, actor: exchange.actor, now: exchange.now)
        return try office.takeIn(exchange) { try run.bring(list, file, keep: $0) }
    }

    private static func provenance(_ exchange: Exchange) throws -> String {
        let name = HTTPField.Name("X-Provenance")
        let text = name.flatMap { exchange.request.fields[$0] }?.removingPercentEncoding ?? ""
        var mistakes = BodyMistakes()
        Shape.text(lengthMax: TextLimit.reason)
            .check(.string(text), at: "/provenance", into: &mistakes)
        guard mistakes.isEmpty else {
            throw Problem.malformed("请在X-Provenance头中写明名单由谁、何时、以什么方式提供（百分号编码）。")
        }
        return text
    }

    /// Answers `GET /api/v1/match-lists`.
    func lists(_ exchange: Exchange) throws -> Answer {
        _ = try exchange.registerScope()
        let page = try office.store.matchLists(
            limit: exchange.limit,
            after: exchange.query("after"),
            for: exchange.actor
        )
        var fields: HTTPFields = [:]
        fields[.link] = exchange.link(to: page.next)
        let json = MatchingJSON(rules: office.rulesInForce)
        return .now(
            .json(fields: fields) { writer in
                writer.name("items")
                writer.beginArray()
                for list in page.items {
                    writer.beginObject()
                    json.members(of: list, in: &writer)
                    writer.endObject()
                }
                writer.endArray()
                writer.member("next", page.next)
            }
        )
    }

    /// Answers `GET /api/v1/match-lists/{list}/mistakes`.
    func mistakes(_ exchange: Exchange) throws -> Answer {
        let scope = try exchange.registerScope()
        let id = try exchange.record("list")
        guard try office.store.matchList(id, in: scope) != nil else { throw Problem.notThere }
        let mistakes = try office.store.matchMistakes(of: id)
        return .now(mistakeFile(mistakes, name: "match-list-\(id)-mistakes.csv"))
    }
}
