internal import HTTPTypes

/// The part of the table that the pages for people need besides.
extension Endpoints {
    static func console(_ office: Office) -> [Endpoint] {
        let calls = CallHandlers(office: office)
        let rules = RuleHandlers(office: office)
        return [
            Endpoint(
                method: .get,
                path: "/api/v1/calls",
                summary: "本单位近30天的来电，新的在前；missed为还没有回拨的漏接",
                parameters: CallHandlers.listParameters,
                answers: [200: "CallList"],
                handle: calls.calls
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/calls/{call}",
                summary: "本单位的一次来电",
                answers: [200: "OneCall"],
                handle: calls.oneCall
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/rules",
                summary: "现行规则，各有依据和等级",
                answers: [200: "RuleList"],
                handle: rules.rules
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/rules/reload",
                summary: "重新载入规则文件；有错则全部不载入，dryRun只看有什么变化",
                body: .fields(RuleHandlers.reloadFields),
                answers: [200: "RuleReload"],
                handle: rules.reload
            ),
        ]
    }
}
