internal import HTTPTypes
internal import Hotline

/// The part of the table about payments (资金发放).
extension Endpoints {
    static func payments(_ office: Office) -> [Endpoint] {
        let handlers = PaymentHandlers(office: office)
        return entries(handlers) + batches(handlers) + decisions(handlers) + recipients(handlers)
            + annexes(AnnexHandlers(office: office)) + funds(FundHandlers(office: office))
            + standards(StandardHandlers(office: office))
    }

    private static func entries(_ handlers: PaymentHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/payments",
                summary: "发放批次，新的在前",
                parameters: PaymentHandlers.listParameters,
                answers: [200: "PaymentBatchList"],
                answerFields: [.link],
                handle: handlers.list
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/payments",
                summary: "导入一批发放明细（CSV或XLSX，请求体就是文件）；有一处问题就都不导入",
                parameters: PaymentHandlers.uploadParameters,
                body: .list,
                answers: [201: "PaymentBatch"],
                answerFields: [.location],
                refusals: [404, 409],
                handle: handlers.enter
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/payments/check",
                summary: "核对一批发放明细，不保存",
                parameters: PaymentHandlers.uploadParameters,
                body: .list,
                answers: [200: "PaymentCheck"],
                isQuestion: true,
                refusals: [404],
                handle: handlers.check
            ),
        ]
    }

    private static func batches(_ handlers: PaymentHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: "/api/v1/payments/search",
                summary: "一个人的发放记录；身份证号在请求体中，记入访问日志",
                body: .fields(PaymentHandlers.searchFields),
                answers: [200: "PaymentLineList"],
                isQuestion: true,
                handle: handlers.search
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/payments/{batch}",
                summary: "一个发放批次",
                answers: [200: "PaymentBatch"],
                handle: handlers.batch
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/payments/{batch}/lines",
                summary: "批次的明细（脱敏），按文件次序",
                parameters: [.init(name: "late", shape: .flag), .limit, .after],
                answers: [200: "PaymentLineList"],
                answerFields: [.link],
                handle: handlers.lines
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/payments/{batch}/findings",
                summary: "批次的核对疑点",
                parameters: [.limit, .after],
                answers: [200: "PaymentFindingList"],
                answerFields: [.link],
                handle: handlers.findings
            ),
        ]
    }

    private static func decisions(_ handlers: PaymentHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: "/api/v1/payments/{batch}/confirmation",
                summary: "确认批次：由录入人以外的账号，凭拨付凭证上的合计（分）",
                body: .fields(PaymentHandlers.confirmationFields),
                answers: [200: "PaymentBatch"],
                refusals: [409],
                handle: handlers.confirm
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/payments/{batch}/withdrawal",
                summary: "作废批次，说明原因",
                body: .fields(PaymentHandlers.withdrawalFields),
                answers: [200: "PaymentBatch"],
                refusals: [409],
                handle: handlers.withdraw
            ),
        ]
    }

    private static func recipients(_ handlers: PaymentHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/payment-recipients",
                summary: "一县一个项目一月应发多少户、多少元：按当月1日的在册台账",
                parameters: PaymentHandlers.recipientParameters,
                answers: [200: "RecipientSummary"],
                refusals: [404],
                handle: handlers.recipients
            )
        ]
    }

    private static func annexes(_ handlers: AnnexHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/annexes/{annex}",
                summary: "附件1至3：一市一月的统计表，每县一行；JSON或XLSX",
                parameters: AnnexHandlers.parameters,
                answers: [200: "Annex"],
                handle: handlers.table
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/annexes/{annex}/versions",
                summary: "已上报的各版本，及每版改了什么",
                parameters: AnnexHandlers.versionParameters,
                answers: [200: "AnnexVersionList"],
                handle: handlers.versions
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/annexes/{annex}/rows",
                summary: "县报市：报出本县一行和备注",
                body: .fields(AnnexHandlers.rowFields),
                answers: [200: "AnnexTable"],
                refusals: [409],
                handle: handlers.handInRow
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/annexes/{annex}/hand-ins",
                summary: "市报省：上报后冻结；更正另报一版，说明原因",
                body: .fields(AnnexHandlers.handInFields),
                answers: [201: "AnnexTable"],
                refusals: [409],
                handle: handlers.handIn
            ),
        ]
    }

    private static func funds(_ handlers: FundHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/funds",
                summary: "资金流水：筹集、分配、拨付、发放，及各单位滞留天数",
                parameters: FundHandlers.parameters,
                answers: [200: "FundsWay"],
                refusals: [404],
                handle: handlers.way
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/funds",
                summary: "记一笔资金流水",
                body: .fields(FundHandlers.movementFields),
                answers: [201: "FundMovement"],
                refusals: [404, 409],
                handle: handlers.enter
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/funds/{movement}/cancellation",
                summary: "取消一笔记错的资金流水，说明原因",
                body: .fields(PaymentHandlers.withdrawalFields),
                answers: [200: "FundMovement"],
                refusals: [409],
                handle: handlers.cancel
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/fund-signs",
                summary: "挤占、挪用、截留、滞留疑点；放行前只有上级管理者看得到",
                parameters: FundHandlers.signParameters,
                answers: [200: "FundSignList"],
                refusals: [404],
                handle: handlers.signs
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/fund-signs/release",
                summary: "放行一条疑点：从此有关单位看得到",
                body: .fields(FundHandlers.releaseFields),
                answers: [200: "FundSign"],
                refusals: [404, 409],
                handle: handlers.release
            ),
        ]
    }

    private static func standards(_ handlers: StandardHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/standards",
                summary: "各县各项目的保障标准，及提标的补发进度",
                parameters: StandardHandlers.parameters,
                answers: [200: "StandardList"],
                refusals: [404],
                handle: handlers.list
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/standards/owed",
                summary: "一次提标：谁应补发多少，已补多少（脱敏）",
                parameters: StandardHandlers.owedParameters,
                answers: [200: "OwedList"],
                answerFields: [.link],
                refusals: [404],
                handle: handlers.owed
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/payment-complaints",
                summary: "反映资金迟发少发的工单，与发放明细对上的",
                parameters: StandardHandlers.complaintParameters,
                answers: [200: "PaymentComplaintList"],
                answerFields: [.link],
                refusals: [404],
                handle: handlers.complaints
            ),
        ]
    }
}
