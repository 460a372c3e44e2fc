internal import Foundation
internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

/// What went wrong with a request, for its sender (RFC 9457).
struct Problem: Error {
    /// The last part of `type`, which programs go by.
    var type: String
    var status: Int
    /// What to do about it, for a person (Chinese).
    var detail: String
    var errors: [FieldMistake] = []
    /// What the ticket's state allows instead.
    var allowed: [TicketAction]?
    /// The ticket that was there first.
    var number: TicketNumber?
    var fields: HTTPFields = [:]

    /// How long to wait before a refused request is sent again, in seconds.
    static let retryAfterSeconds = 2

    static func malformed(_ detail: String) -> Problem {
        Problem(type: "malformed", status: 400, detail: detail)
    }

    static func badField(_ pointer: String, _ message: String) -> Problem {
        let mistake = FieldMistake(pointer: pointer, message: message)
        return Problem(
            type: "bad-field",
            status: 422,
            detail: "\(String(pointer.dropFirst()))：\(message)",
            errors: [mistake]
        )
    }

    static let notThere = Problem(
        type: "not-there",
        status: 404,
        detail: "没有这个资源，或不在您的权限范围内。"
    )

    static let notPermitted = Problem(
        type: "not-permitted",
        status: 403,
        detail: "您的角色不能做这项操作。"
    )

    static func methodNotAllowed(_ methods: [HTTPRequest.Method]) -> Problem {
        let all = methods.contains(.get) ? methods + [.head] : methods
        let names = Set(all.map(\.rawValue)).sorted().joined(separator: ", ")
        return Problem(
            type: "method-not-allowed",
            status: 405,
            detail: "这个地址只接受：\(names)。",
            fields: [.allow: names]
        )
    }

    static let unauthorized = Problem(
        type: "unauthorized",
        status: 401,
        detail: "请先登录，或在Authorization头中提供有效的令牌：Bearer 令牌。",
        fields: [.wwwAuthenticate: "Bearer"]
    )

    static let busy = Problem(
        type: "busy",
        status: 503,
        detail: "系统正忙或正在停止，请稍后重试。",
        fields: [.retryAfter: "\(retryAfterSeconds)"]
    )

    static let `internal` = Problem(
        type: "internal",
        status: 500,
        detail: "服务器内部错误，请把X-Request-Id告诉管理员。"
    )

    static let storage = Problem(
        type: "storage",
        status: 503,
        detail: "现在不能保存（磁盘已满或数据库不可写），没有改动任何内容；请稍后重试并告知管理员。",
        fields: [.retryAfter: "\(retryAfterSeconds)"]
    )
}

extension Problem {
    init(_ mistakes: BodyMistakes) {
        let isMalformed = !mistakes.unknown.isEmpty
        let errors = mistakes.unknown + mistakes.bad
        self.init(
            type: isMalformed ? "unknown-field" : "bad-field",
            status: isMalformed ? 400 : 422,
            detail: errors.map { "\(String($0.pointer.dropFirst()))：\($0.message)" }
                .joined(separator: " "),
            errors: errors
        )
    }

    /// The problem to show for an error; nil for one that is a bug or worse.
    ///
    /// The one place where errors meet HTTP: nothing else in the hotline knows a status code.
    init?(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let mistakes as BodyMistakes: self.init(mistakes)
        case let refusal as Refusal: self.init(refusal)
        case let taken as ExternalNumberTaken:
            self.init(
                type: "external-number-taken",
                status: 409,
                detail: taken.number.map { "这个外部编号已受理过，工单编号是\($0)。" }
                    ?? "这个外部编号已受理过。",
                number: taken.number
            )
        case is IdempotencyKeyReused:
            self.init(
                type: "idempotency-key-reused",
                status: 422,
                detail: "这个Idempotency-Key已用于另一请求，请换一个。"
            )
        case let refusal as AccountRefusal: self.init(refusal)
        case DutyRefusal.notPermitted: self = .notPermitted
        case PaymentRefusal.notPermitted: self = .notPermitted
        case let taken as FileTaken:
            self.init(
                type: "file-taken",
                status: 409,
                detail: taken.batch.map { "这个文件已经导入过，批次编号是\($0)。" } ?? "这个文件已经导入过。"
            )
        case is BadCursor: self = .malformed("after不是本接口给出的游标。")
        case is ClockRunsBackwards:
            self.init(
                type: "clock",
                status: 503,
                detail: "服务器的时钟倒退了，没有保存任何内容；请告知管理员校准时钟。",
                fields: [.retryAfter: "\(Self.retryAfterSeconds)"]
            )
        case is WriterIsBusy, is AccessLogIsFull: self = .busy
        case is CallerIsConfidential:
            self.init(
                type: "not-permitted",
                status: 403,
                detail: "来电人要求保密，只有热线坐席可以查看其身份；需要联系时请坐席转达。"
            )
        default:
            if let problem = Problem(register: error) {
                self = problem
                return
            }
            guard isAboutStorage(error) else { return nil }
            self = .storage
        }
    }

    private init(_ refusal: AccountRefusal) {
        switch refusal {
        case .nameTaken: self = .badField("/name", "已有这个账号。")
        case .notThere, .noSuchToken: self = .notThere
        }
    }

    private init(_ refusal: Refusal) {
        switch refusal {
        case .notThere: self = .notThere
        case .notPermitted: self = .notPermitted
        case .wrongState(let state, let action):
            let allowed = TicketAction.allCases.filter(state.allowed.contains)
            let names = allowed.map(\.rawValue).joined(separator: "、")
            self.init(
                type: "wrong-state",
                status: 409,
                detail: "工单现在是\(state.rawValue)，不能\(action.rawValue)；可以：\(names)。",
                allowed: allowed
            )
        case .againstRule(let sentence):
            self.init(type: "against-rule", status: 409, detail: sentence)
        case .badField(let pointer, let message): self = .badField(pointer, message)
        case .stale:
            self.init(
                type: "stale",
                status: 412,
                detail: "工单已有变化，请重新读取后再操作。"
            )
        }
    }

    /// What has happened, in a word or two.
    private var title: String {
        switch status {
        case 400: "请求有误"
        case 401: "请先登录"
        case 403: "无权操作"
        case 404: "没有找到"
        case 405: "不支持的方法"
        case 409: "现在不能这样做"
        case 412: "工单已有变化"
        case 413, 414, 431: "内容过大"
        case 415: "格式不支持"
        case 422: "填写有误"
        case 428: "缺少If-Match"
        case 429: "请求过于频繁"
        case 503: "请稍后重试"
        default: "服务器出错"
        }
    }

    var response: Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("type", "/problems/\(type)")
        writer.member("title", title)
        writer.member("status", status)
        writer.member("detail", detail)
        if !errors.isEmpty {
            writer.name("errors")
            writer.beginArray()
            for error in errors {
                writer.beginObject()
                writer.member("pointer", error.pointer)
                writer.member("message", error.message)
                writer.endObject()
            }
            writer.endArray()
        }
        if let allowed { writer.member("allowed", allowed.map(\.rawValue)) }
        if let number { writer.member("number", number.description) }
        writer.endObject()
        var fields = fields
        fields[.contentType] = "application/problem+json"
        return Response(.init(code: status), fields: fields, body: writer.bytes)
    }
}
