internal import Hotline

/// What is printed when the demo is served: where, who may come in, and what to try.
struct DemoGreeting {
    let accounts: [DemoAccount]
    let units: UnitDirectory
    let address: String

    var text: String {
        (["", "求助有门（演示）  \(address)", ""] + table.lines + [""] + suggestions)
            .joined(separator: "\n") + "\n"
    }

    private var table: TextTable {
        var table = TextTable(["账号", "角色", "单位", "密码", "令牌"])
        for account in accounts {
            let unit = account.unitID.flatMap { units[$0]?.name } ?? account.unit
            table.add([
                account.name, account.chineseRole, unit, account.password, account.token,
            ])
        }
        return table
    }

    // MARK: What to try

    private var suggestions: [String] {
        let handler = first(.handler)
        let lines = [
            filing(by: first(.operator)),
            handler.map { queue(of: $0) },
            late(by: first(.manager)),
        ]
        return lines.compactMap(\.self).flatMap { $0 + [""] }
    }

    private func first(_ role: Role) -> DemoAccount? {
        accounts.first { $0.role == role.rawValue }
    }

    private func header(_ account: DemoAccount) -> String {
        "-H 'Authorization: Bearer \(account.token)'"
    }

    private func filing(by account: DemoAccount?) -> [String]? {
        guard let account else { return nil }
        return [
            "# 受理员：一句话会变成什么工单（试算，不保存）",
            "curl -s \(header(account)) -H 'Content-Type: application/json' \\",
            "  -d '{\"channel\": \"county-hotline\", "
                + "\"text\": \"请问我母亲的低保怎么申请，户口在坞城街道\"}' \\",
            "  \(address)/api/v1/tickets/preview",
        ]
    }

    private func queue(of account: DemoAccount) -> [String] {
        [
            "# 经办人：本单位的待办，最急的在前",
            "curl -s \(header(account)) \\",
            "  \(address)/api/v1/units/\(account.unit)/queue",
        ]
    }

    private func late(by account: DemoAccount?) -> [String]? {
        guard let account else { return nil }
        return [
            "# 管理者：待回访的工单",
            "curl -s \(header(account)) \\",
            "  '\(address)/api/v1/tickets?state=answered'",
        ]
    }
}
