internal import HTTPTypes

extension Endpoints {
    static func duties(_ handlers: DutyHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/duties",
                summary: "定期任务；未完成的最急的在前，其余新的在前",
                parameters: DutyHandlers.parameters,
                answers: [200: "DutyList"],
                answerFields: [.link],
                handle: handlers.list
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/duties/lateness",
                summary: "谁迟报、漏报：按地区或单位和任务计数",
                parameters: DutyHandlers.latenessParameters,
                answers: [200: "DutyLateness"],
                handle: handlers.lateness
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/duties/{duty}",
                summary: "一项定期任务",
                answers: [200: "Duty"],
                answerFields: [.eTag],
                handle: handlers.get
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/duties/{duty}/events",
                summary: "一项定期任务的流水",
                answers: [200: "DutyEventList"],
                handle: handlers.events
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/duties/{duty}/actions",
                summary: "报送、接收、退回或备注一项定期任务",
                body: .choice(DutyHandlers.choices),
                answers: [200: "Duty"],
                answerFields: [.eTag],
                takesTag: true,
                refusals: [409, 412, 428],
                handle: handlers.act
            ),
        ]
    }
}
