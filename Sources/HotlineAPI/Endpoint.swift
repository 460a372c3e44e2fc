internal import HTTPTypes
internal import Hotline
internal import MicroHTTP
internal import StrictJSON

/// One thing that can be asked of the server: method, path, who may, and what comes in.
///
/// The table of these is the whole surface: requests are matched against it, and
/// `/openapi.json` is written from it.
struct Endpoint: Sendable {
    let method: HTTPRequest.Method
    /// Such as `/api/v1/tickets/{number}`.
    let path: String
    let summary: String
    var access: Access = .account
    var parameters: [Parameter] = []
    var body: BodyKind = .none
    /// Statuses of success, each with the name of its schema in `/openapi.json`.
    var answers: [Int: String]
    /// Fields that every success has besides those of all answers.
    var answerFields: [AnswerField] = []
    /// Whether it may say what it has seen, by `If-Match`.
    var takesTag = false
    /// Whether nothing is kept, though it is posted.
    var isQuestion = false
    /// Whether its answer has a password or token in it, which must not be kept to be repeated.
    var isSecret = false
    /// Whether it is there also for those who must change their password first.
    var isForNewcomers = false
    /// Statuses of refusal besides those that follow from the rest.
    var refusals: [Int] = []
    let handle: @Sendable (Exchange) throws -> Answer

    enum Access: Sendable {
        /// No account is needed.
        case everybody
        case account
    }

    enum BodyKind: Sendable {
        case none
        case fields([Shape.Field])
        case action
        /// Fields that depend on the `action` that the body names.
        case choice([BodyChoice])
        /// The bytes of a file, which went to disk as they came.
        case file
        /// A list as CSV or XLSX, which is kept in memory.
        case list
    }

    enum AnswerField: String, Sendable {
        case eTag = "ETag"
        case location = "Location"
        /// Only where there is a next page.
        case link = "Link"
    }

    struct Parameter: Sendable {
        let name: String
        let shape: Shape
        var isRequired = false
    }
}

/// One request while it is answered.
struct Exchange: Sendable {
    let request: Request
    let id: String
    let now: Instant
    let values: [String: String]
    let endpoint: Endpoint
    private let account: Actor?
    private let entry: SignedIn?
    /// What the accounts' version was before whoever asks came in.
    let accountsVersion: Int64

    init(
        _ request: Request,
        id: String,
        now: Instant,
        values: [String: String],
        endpoint: Endpoint,
        account: Actor?,
        signedIn: SignedIn?,
        accountsVersion: Int64
    ) {
        self.request = request
        self.id = id
        self.now = now
        self.values = values
        self.endpoint = endpoint
        self.account = account
        entry = signedIn
        self.accountsVersion = accountsVersion
    }

    /// How the account came in, where the endpoint is for accounts.
    var signedIn: SignedIn {
        guard let entry else { preconditionFailure("\(endpoint.path) is for everybody") }
        return entry
    }

    /// Who asks, where the endpoint is for accounts.
    var actor: Actor {
        guard let account else { preconditionFailure("\(endpoint.path) is for everybody") }
        return account
    }

    func ticketNumber() throws -> TicketNumber {
        guard let number = values["number"].flatMap(TicketNumber.init) else {
            throw Problem.notThere
        }
        return number
    }

    /// The number in the path that stands for something.
    func id(_ name: String) throws -> Int64 {
        guard let text = values[name], let id = Int64(text), id > 0, String(id) == text else {
            throw Problem.notThere
        }
        return id
    }

    func unit() throws -> UnitID {
        guard let unit = values["unit"].flatMap(UnitID.init) else { throw Problem.notThere }
        return unit
    }

    // MARK: Query

    /// The text of a parameter, which may stand in the query once.
    func query(_ name: String) throws -> String? {
        let values = request.query.filter { $0.name == name }.map(\.value)
        guard values.count <= 1 else { throw Problem.malformed("参数\(name)只能出现一次。") }
        return values.first
    }

    /// Refuses parameters that the endpoint does not have, and values that cannot be.
    func checkQuery() throws {
        for item in request.query
        where !endpoint.parameters.contains(where: { $0.name == item.name }) {
            throw Problem.malformed("没有参数\(String(item.name.prefix(100)))。")
        }
        for parameter in endpoint.parameters {
            guard let text = try query(parameter.name) else {
                guard parameter.isRequired else { continue }
                throw Problem.malformed("缺少参数\(parameter.name)。")
            }
            try parameter.check(text)
        }
    }

    func value<Value: LosslessStringConvertible>(
        _ name: String,
        _ type: Value.Type
    ) throws
        -> Value?
    {
        guard let text = try query(name) else { return nil }
        return Value(text)
    }

    func code<Code: RawRepresentable>(_ name: String, _ type: Code.Type) throws -> Code?
    where Code.RawValue == String {
        try query(name).flatMap(Code.init(rawValue:))
    }

    var limit: Int {
        get throws { try value("limit", Int.self) ?? PageLimit.default }
    }

    /// Whether it asks to be answered only when something has changed.
    var mayWait: Bool {
        get throws { try value("wait", Int.self) ?? 0 > 0 }
    }

    // MARK: Conditions

    /// The revision of the ticket that the sender has seen, by `If-Match`.
    ///
    /// - Returns: Nil for `*`: whatever it is now.
    /// - Throws: 428 if there is none; 412 if it can be no tag of ours.
    func seenRevision() throws -> Int? {
        guard let field = request[.ifMatch] else {
            throw Problem(
                type: "if-match-missing",
                status: 428,
                detail: "请在If-Match头中带上读取工单时得到的ETag。"
            )
        }
        if field == "*" { return nil }
        guard let revision = EntityTag.revision(field) else { throw Refusal.stale }
        return revision
    }
}

/// How many rows a page may have.
enum PageLimit {
    static let `default` = 20
    static let max: Int64 = 200
    /// How long a request may wait for a change, in seconds.
    static let waitSecondsMax: Int64 = 60
}

extension Endpoint.Parameter {
    static let limit = Self(name: "limit", shape: .integer(1...PageLimit.max))
    static let after = Self(name: "after", shape: .cursor)
    static let wait = Self(name: "wait", shape: .integer(0...PageLimit.waitSecondsMax))

    fileprivate func check(_ text: String) throws {
        var mistakes = BodyMistakes()
        switch shape {
        case .integer:
            // In one form only: no sign and no zeros before it.
            let number = Int64(text).flatMap { String($0) == text ? JSON.integer($0) : nil }
            shape.check(number ?? .string(text), at: "/\(name)", into: &mistakes)
        case .flag:
            let flag = Bool(text).map { JSON.boolean($0) } ?? .string(text)
            shape.check(flag, at: "/\(name)", into: &mistakes)
        default:
            shape.check(.string(text), at: "/\(name)", into: &mistakes)
        }
        guard let mistake = mistakes.bad.first else { return }
        throw Problem.malformed("参数\(name)：\(mistake.message)")
    }
}

/// The tag of a ticket as it is now, such as `"r7"`.
enum EntityTag {
    static func text(_ ticket: Ticket) -> String { text(revision: ticket.revision) }
    static func text(revision: Int) -> String { "\"r\(revision)\"" }

    static func revision(_ field: String) -> Int? {
        guard field.hasPrefix("\"r"), field.hasSuffix("\""),
            let revision = Int(field.dropFirst(2).dropLast()), field == "\"r\(revision)\""
        else { return nil }
        return revision
    }
}
