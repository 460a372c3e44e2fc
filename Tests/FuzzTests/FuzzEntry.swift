import Foundation
import HTTPTypes
import HotlineStore
import StrictJSON

@testable import Hotline
@testable import HotlineAPI
@testable import MicroHTTP
@testable import Tabular

/// Where bytes that nobody has looked at come in: what the fuzzer and the replay of its corpus
/// both call (模糊测试入口).
///
/// Whatever the bytes are, each ends without a trap, and keeps what it promises.
enum FuzzEntry: String, CaseIterable {
    /// The body of a request.
    case json
    /// Path and query.
    case target
    /// Header fields: what they say of the body, of the sender, and of conditions.
    case fields
    /// Files that are imported.
    case table

    func run(_ bytes: [UInt8]) {
        switch self {
        case .json: Self.json(bytes)
        case .target: Self.target(bytes)
        case .fields: Self.fields(bytes)
        case .table: Self.table(bytes)
        }
    }

    /// What was read is written as what is read the same.
    private static func json(_ bytes: [UInt8]) {
        guard let json = try? JSON(bytes) else { return }
        let again = try? JSON(json.bytes)
        precondition(again == json, "JSON is not read as it was written")
        var mistakes = BodyMistakes()
        for fields in [FilingBody.fields, ListHandlers.searchFields, CallHandlers.dutyFields] {
            Shape.check(json, fields, at: "", into: &mistakes)
        }
        precondition(mistakes.isEmpty || Problem(mistakes).response.status.code >= 400)
        _ = try? ActionBody.order(
            bytes,
            keeping: { StoredFile(digest: "", size: $0.count, key: []) },
            edition: { _ in Day(number: 0) }
        )
    }

    private static func target(_ bytes: [UInt8]) {
        guard let target = try? Target(bytes.span) else { return }
        precondition(!target.path.utf8.contains(0), "a NUL would end the path early")
        for item in target.query {
            _ = (Int64(item.value), Day(item.value), UnitID(item.value), Cursor(item.value))
        }
        _ = (Instant(target.path), TicketNumber(target.path), DivisionCode(target.path))
    }

    private static func fields(_ bytes: [UInt8]) {
        var reader = FieldReader()
        for line in bytes.split(separator: 10) {
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
            guard let first = parts.first else { continue }
            let name = unsafe Array(first).withUnsafeBytes { bytes in unsafe fieldName(bytes) }
            let value = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
            reader.append(name: name, value: value)
        }
        _ = reader.refusal(isHTTP10: false, bodySizeMax: 1 << 20)
        precondition(reader.contentLength ?? 0 >= 0)
        let peer = Peer(address: "127.0.0.1", isTrusted: true)
        var request = Request(.post, "/", fields: reader.fields)
        request.peer = peer.client(in: reader.fields)
        request.isSecure = peer.hadTLS(in: reader.fields)
        _ = (request.neighbourhood, try? request.cookie(SessionCookie.name(for: request)))
        for field in reader.fields { _ = EntityTag.revision(field.value) }
    }

    private static func table(_ bytes: [UInt8]) {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "hotline-fuzz-\(ProcessInfo.processInfo.processIdentifier)")
        guard (try? Data(bytes).write(to: file)) != nil else { return }
        defer { try? FileManager.default.removeItem(at: file) }
        var limits = TableLimits()
        limits.unpackedSizeMax = 1 << 20
        try? Table.read(file, limits: limits) { _, progress in
            precondition((0...1).contains(progress))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        var mistakes: [RuleMistake] = []
        let provinces = RuleText(name: "provinces.csv", text: "code,name\n14,山西省\n")
        let townships = RuleText(name: "townships.csv", text: text)
        _ = Divisions(provinces: provinces, townships: townships, mistakes: &mistakes)
    }
}
