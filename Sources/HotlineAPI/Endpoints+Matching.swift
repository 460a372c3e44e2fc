internal import HTTPTypes

/// The part of the table that is about matching (数据比对).
extension Endpoints {
    static func matching(_ office: Office) -> [Endpoint] {
        requests(RequestHandlers(office: office)) + lists(MatchListHandlers(office: office))
            + marks(MarkHandlers(office: office))
    }

    private static func requests(_ handlers: RequestHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/matching/rules",
                summary: "比对规则、数据来源和门槛，以及每条规则的成效",
                answers: [200: "MatchingRules"],
                refusals: [404],
                handle: handlers.rules
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/data-requests",
                summary: "数据共享申请，新的在前",
                answers: [200: "DataRequestList"],
                refusals: [404],
                handle: handlers.list
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/data-requests",
                summary: "提出数据共享申请，由管理者审批",
                body: .fields(RequestHandlers.proposeFields),
                answers: [201: "DataRequest"],
                refusals: [404],
                handle: handlers.propose
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/data-requests/{request}/actions",
                summary: "审批，或登记对方的答复、延期、更正",
                body: .fields(RequestHandlers.actFields),
                answers: [200: "DataRequest"],
                refusals: [409],
                handle: handlers.act
            ),
        ]
    }

    private static func lists(_ handlers: MatchListHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: "/api/v1/data-requests/{request}/lists",
                summary: "导入一份名单并比对；用途未批准的不导入",
                parameters: MatchListHandlers.parameters,
                body: .list,
                answers: [200: "MatchedList"],
                refusals: [409],
                handle: handlers.bring
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/match-lists",
                summary: "导入过的名单，新的在前",
                parameters: [.limit, .after],
                answers: [200: "MatchListList"],
                answerFields: [.link],
                refusals: [404],
                handle: handlers.lists
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/match-lists/{list}/mistakes",
                summary: "一份名单的错误（CSV）：行号、列名和问题，不含行内内容",
                answers: [200: "Table"],
                handle: handlers.mistakes
            ),
        ]
    }

    private static func marks(_ handlers: MarkHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/marks",
                summary: "比对提示，新的在前，姓名脱敏",
                parameters: MarkHandlers.listParameters,
                answers: [200: "MarkList"],
                answerFields: [.link],
                refusals: [404],
                handle: handlers.list
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/marks/{mark}",
                summary: "一条提示和它的理由",
                answers: [200: "Mark"],
                handle: handlers.get
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/marks/{mark}/actions",
                summary: "确认同一人、派走访、回报结果、处置",
                body: .fields(MarkHandlers.actFields),
                answers: [200: "Mark"],
                refusals: [409],
                handle: handlers.act
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/marks/{mark}/unmask",
                summary: "查看明文，先记录谁、为什么；已办结的不能看",
                body: .fields(MarkHandlers.unmaskFields),
                answers: [200: "MarkValue"],
                isSecret: true,
                refusals: [409],
                handle: handlers.unmask
            ),
        ]
    }
}
