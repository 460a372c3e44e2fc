internal import HTTPTypes
internal import Hotline

/// The hotline's whole surface, in one table.
enum Endpoints {
    static func all(of office: Office) -> [Endpoint] {
        tickets(TicketHandlers(office: office))
            + lists(ListHandlers(office: office))
            + time(office)
            + others(office)
            + console(office)
            + statistics(StatisticHandlers(office: office))
            + reference(ReferenceHandlers(office: office))
            + sessions(SessionHandlers(office: office))
            + accounts(AccountHandlers(office: office))
            + tokens(TokenHandlers(office: office))
            + access(AccessHandlers(office: office))
            + uploads(TicketHandlers(office: office))
            + duties(DutyHandlers(office: office))
            + visits(VisitHandlers(office: office))
            + findings(FindingHandlers(office: office))
            + guidance(office)
            + roster(office)
            + matching(office)
            + payments(office)
            + system(SystemHandlers(office: office))
    }

    private static func tickets(_ handlers: TicketHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: "/api/v1/tickets",
                summary: "受理一件诉求；similar为true时回答可能是同一件事的工单",
                parameters: TicketHandlers.filingParameters,
                body: .fields(FilingBody.fields),
                answers: [201: "FiledTicket"],
                answerFields: [.eTag, .location],
                refusals: [409],
                handle: handlers.file
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/tickets/preview",
                summary: "试算：分类、派单、时限、同一来电人的工单；不保存",
                body: .fields(FilingBody.fields),
                answers: [200: "Preview"],
                isQuestion: true,
                handle: handlers.preview
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/tickets/{number}",
                summary: "一张工单",
                answers: [200: "Ticket"],
                answerFields: [.eTag],
                handle: handlers.get
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/tickets/{number}/events",
                summary: "一张工单的流水",
                answers: [200: "EventList"],
                handle: handlers.events
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/tickets/{number}/actions",
                summary: "对工单做一项操作",
                body: .action,
                answers: [200: "Ticket"],
                answerFields: [.eTag],
                takesTag: true,
                refusals: [409, 412, 428],
                handle: handlers.act
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/tickets/{number}/attachments/{attachment}",
                summary: "一个附件",
                answers: [200: "file"],
                handle: handlers.attachment
            ),
        ]
    }

    private static func lists(_ handlers: ListHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/tickets",
                summary: "查找工单，新的在前",
                parameters: ListHandlers.filterParameters,
                answers: [200: "FoundList"],
                answerFields: [.link],
                handle: handlers.tickets
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/tickets/search",
                summary: "查找工单；电话和证件号在请求体中",
                body: .fields(ListHandlers.searchFields),
                answers: [200: "FoundList"],
                isQuestion: true,
                handle: handlers.search
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/units/{unit}/queue",
                summary: "单位的待办，最急的在前；可长轮询",
                parameters: [
                    .init(name: "state", shape: .codes(TicketState.self)), .limit, .after, .wait,
                ],
                answers: [200: "TicketList", 304: "nothing"],
                answerFields: [.eTag, .link],
                handle: handlers.queue
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/changes",
                summary: "范围内的全部变化，按次序，无缺漏；可长轮询",
                parameters: [
                    .init(name: "after", shape: .integer(0...Int64.max), isRequired: true),
                    .limit, .wait,
                ],
                answers: [200: "ChangeList"],
                handle: handlers.changes
            ),
        ]
    }

    private static func time(_ office: Office) -> [Endpoint] {
        let clocks = ClockHandlers(office: office)
        let notices = NoticeHandlers(office: office)
        return [
            Endpoint(
                method: .get,
                path: "/api/v1/tickets/{number}/clocks/{kind}/explanation",
                summary: "时限是怎么算的，逐日说明",
                parameters: [.init(name: "id", shape: .integer(1...100_000))],
                answers: [200: "Explanation"],
                handle: clocks.explanation
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/breaches",
                summary: "超时和即将超时的时限，到期晚的在前",
                parameters: ClockHandlers.breachParameters,
                answers: [200: "BreachList"],
                answerFields: [.link],
                handle: clocks.breaches
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/notices",
                summary: "给本账号的提醒，按变化次序；可长轮询",
                parameters: NoticeHandlers.parameters,
                answers: [200: "NoticeList"],
                handle: notices.list
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/notices/{notice}/acknowledgement",
                summary: "确认一条提醒，不再上报",
                answers: [200: "Notice"],
                handle: notices.acknowledge
            ),
        ]
    }

    private static func others(_ office: Office) -> [Endpoint] {
        let calls = CallHandlers(office: office)
        let similar = SimilarHandlers(office: office)
        return [
            Endpoint(
                method: .get,
                path: "/api/v1/tickets/{number}/similar",
                summary: "可能是同一件事的工单：同一来电人、内容相近、同一地点",
                answers: [200: "SimilarList"],
                handle: similar.similar
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/hot-issues",
                summary: "热点诉求：近日同一地点、同一事项的多张工单",
                parameters: SimilarHandlers.hotParameters,
                answers: [200: "HotIssueList"],
                refusals: [404],
                handle: similar.hotIssues
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/calls",
                summary: "登记来电：话务系统推送，或人工登记话务小结、漏接",
                body: .fields(CallHandlers.callFields),
                answers: [201: "Call"],
                answerFields: [.location],
                handle: calls.call
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/units/{unit}/duty",
                summary: "现在谁值班，值班电话",
                answers: [200: "DutyRoster"],
                handle: calls.duty
            ),
            Endpoint(
                method: .put,
                path: "/api/v1/units/{unit}/duty",
                summary: "更新值班表",
                body: .fields(CallHandlers.dutyFields),
                answers: [200: "UnitCode"],
                handle: calls.replaceDuty
            ),
        ]
    }

    private static func statistics(_ handlers: StatisticHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/statistics/{statistic}",
                summary: "统计；format为csv或xlsx时是文件",
                parameters: StatisticHandlers.parameters,
                answers: [200: "Statistic"],
                handle: handlers.statistic
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/sheets",
                summary: "把屏幕上的表格做成Excel文件；不保存",
                body: .fields(SheetHandlers.fields),
                answers: [200: "Workbook"],
                isQuestion: true,
                handle: SheetHandlers().sheet
            ),
        ]
    }

    private static func reference(_ handlers: ReferenceHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/units",
                summary: "单位目录",
                parameters: [.init(name: "division", shape: .division)],
                answers: [200: "UnitList"],
                handle: handlers.units
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/divisions/{code}",
                summary: "行政区划及其下级",
                answers: [200: "Division"],
                handle: handlers.division
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/categories",
                summary: "诉求类型、事项、环节的代码和名称",
                answers: [200: "Categories"],
                handle: handlers.categories
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/calendar/{year}",
                summary: "一年的工作日、节假日和调休",
                answers: [200: "Calendar"],
                handle: handlers.calendar
            ),
        ]
    }

    private static func uploads(_ handlers: TicketHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: "/api/v1/tickets/{number}/attachments",
                summary: "上传附件：请求体就是文件，文件名写在Content-Disposition头中",
                body: .file,
                answers: [200: "Ticket"],
                answerFields: [.eTag],
                refusals: [409],
                handle: handlers.upload
            )
        ]
    }

    private static func access(_ handlers: AccessHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: "/api/v1/tickets/{number}/unmask",
                summary: "查看一项个人信息的明文；须说明用途，记入访问日志",
                body: .fields(AccessHandlers.unmaskFields),
                answers: [200: "Unmasked"],
                isQuestion: true,
                handle: handlers.unmask
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/access-log",
                summary: "谁在何时、因何看过谁的信息，新的在前；查看本身也记入",
                parameters: AccessHandlers.logParameters,
                answers: [200: "AccessList"],
                answerFields: [.link],
                refusals: [404],
                handle: handlers.log
            ),
        ]
    }

    private static func system(_ handlers: SystemHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/healthz",
                summary: "进程在运行",
                access: .everybody,
                answers: [200: "Health"],
                handle: handlers.health
            ),
            Endpoint(
                method: .get,
                path: "/readyz",
                summary: "数据库可写，规则已加载",
                access: .everybody,
                answers: [200: "Health"],
                handle: handlers.readiness
            ),
            Endpoint(
                method: .get,
                path: "/metrics",
                summary: "Prometheus指标",
                access: .everybody,
                answers: [200: "text"],
                handle: handlers.metrics
            ),
            Endpoint(
                method: .get,
                path: "/openapi.json",
                summary: "本接口的OpenAPI 3.1说明",
                access: .everybody,
                answers: [200: "Document"],
                handle: handlers.openAPI
            ),
        ]
    }
}
