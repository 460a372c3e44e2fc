internal import Foundation
internal import Hotline
internal import HotlineStore

/// An account of the demo, with its password and token: they may be shown, for nothing in the
/// demo is real.
struct DemoAccount: Codable, Sendable {
    let name: String
    let role: String
    let division: String
    let unit: String
    let password: String
    let token: String

    init(_ account: Account, password: String, token: Token) {
        name = account.name
        role = account.role.rawValue
        division = account.division.description
        unit = account.unit.description
        self.password = password
        self.token = token.text
    }

    var unitID: UnitID? { UnitID(unit) }

    /// 受理员 for `operator`.
    var chineseRole: String {
        switch Role(rawValue: role) {
        case .operator: "受理员"
        case .dispatcher: "派单员"
        case .handler: "经办人"
        case .manager: "管理者"
        case .auditor: "审计"
        case .administrator: "系统管理员"
        case .system: "系统接口"
        case nil: role
        }
    }
}

/// The accounts of a demo as they are kept in its data directory, for the next start.
struct DemoAccountFile {
    private let url: URL

    init(in directory: URL) {
        url = directory.appending(path: "demo-accounts.json")
    }

    /// Nil if the directory has no demo.
    func read() throws -> [DemoAccount]? {
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        do {
            return try JSONDecoder().decode([DemoAccount].self, from: Data(contentsOf: url))
        } catch {
            throw CommandError("\(url.path) cannot be read; make the demo in another directory")
        }
    }

    /// Writes the file, for the owner's eyes only from its first byte on.
    func write(_ accounts: [DemoAccount]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let isMade = FileManager.default.createFile(
            atPath: url.path,
            contents: try encoder.encode(accounts),
            attributes: [.posixPermissions: 0o600]
        )
        guard isMade else { throw CommandError("cannot write \(url.path)") }
    }
}
