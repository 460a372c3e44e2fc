internal import HTTPTypes

/// The part of the table about who comes in.
extension Endpoints {
    static func sessions(_ handlers: SessionHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: "/api/v1/session",
                summary: "登录：得到会话Cookie和页面须带的CSRF令牌",
                access: .everybody,
                body: .fields(SessionHandlers.signInFields),
                answers: [200: "Session"],
                refusals: [401, 403],
                handle: handlers.signIn
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/session",
                summary: "当前登录的账号",
                answers: [200: "Session"],
                isForNewcomers: true,
                handle: handlers.whoAmI
            ),
            Endpoint(
                method: .delete,
                path: "/api/v1/session",
                summary: "退出登录",
                answers: [204: "nothing"],
                isForNewcomers: true,
                handle: handlers.signOut
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/sessions",
                summary: "本账号的登录会话，新的在前",
                answers: [200: "SessionList"],
                handle: handlers.sessions
            ),
            Endpoint(
                method: .delete,
                path: "/api/v1/sessions/{id}",
                summary: "结束本账号的一个会话",
                answers: [204: "nothing"],
                handle: handlers.endSession
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/password",
                summary: "修改密码；其他会话随之结束",
                body: .fields(SessionHandlers.passwordFields),
                answers: [200: "Session"],
                isSecret: true,
                isForNewcomers: true,
                handle: handlers.changePassword
            ),
        ]
    }

    static func accounts(_ handlers: AccountHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/accounts",
                summary: "管理范围内的账号，按名称",
                parameters: AccountHandlers.listParameters,
                answers: [200: "AccountList"],
                handle: handlers.accounts
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/accounts",
                summary: "新建账号；初始密码只显示这一次",
                body: .fields(AccountHandlers.newFields),
                answers: [201: "NewAccount"],
                isSecret: true,
                handle: handlers.add
            ),
            Endpoint(
                method: .patch,
                path: "/api/v1/accounts/{name}",
                summary: "变更账号的角色、区划、单位，或停用、启用；其会话随之结束",
                body: .fields(AccountHandlers.changeFields),
                answers: [200: "Account"],
                refusals: [409],
                handle: handlers.change
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/accounts/{name}/password",
                summary: "重置密码；新的初始密码只显示这一次",
                answers: [200: "NewAccount"],
                isSecret: true,
                refusals: [409],
                handle: handlers.resetPassword
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/account-events",
                summary: "账号流水：谁在何时对账号做了什么",
                parameters: [.limit, .init(name: "after", shape: .integer(0...Int64.max))],
                answers: [200: "AccountEventList"],
                handle: handlers.events
            ),
        ]
    }

    static func tokens(_ handlers: TokenHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/tokens",
                summary: "管理范围内的令牌",
                parameters: [.limit, .init(name: "after", shape: .integer(0...Int64.max))],
                answers: [200: "TokenList"],
                handle: handlers.tokens
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/tokens",
                summary: "新建令牌；令牌只显示这一次",
                body: .fields(TokenHandlers.newFields),
                answers: [201: "NewToken"],
                isSecret: true,
                handle: handlers.add
            ),
            Endpoint(
                method: .delete,
                path: "/api/v1/tokens/{id}",
                summary: "吊销令牌，立即失效",
                answers: [204: "nothing"],
                handle: handlers.revoke
            ),
        ]
    }
}
