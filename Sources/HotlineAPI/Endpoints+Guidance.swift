internal import HTTPTypes

/// The part of the table that advises: eligibility, guidance, and what the public may ask.
extension Endpoints {
    static func guidance(_ office: Office) -> [Endpoint] {
        let eligibility = EligibilityHandlers(office: office)
        let guidance = GuidanceHandlers(office: office)
        return [
            Endpoint(
                method: .post,
                path: "/api/v1/eligibility",
                summary: "资格预审：按回答说明可能符合哪些救助，并给出下一个问题；不保存，只供参考",
                body: .fields(EligibilityHandlers.fields),
                answers: [200: "Eligibility"],
                isQuestion: true,
                handle: eligibility.eligibility
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/guidance/cards",
                summary: "救助明白卡；q检索",
                parameters: HelpHandlers.cardParameters,
                answers: [200: "CardList"],
                handle: guidance.cards
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/guidance/gaps",
                summary: "宣传缺口：哪里问什么最多、哪些没有用上明白卡、哪些卡讲了又来问",
                parameters: GuidanceHandlers.gapParameters,
                answers: [200: "GuidanceGaps"],
                refusals: [404],
                handle: guidance.gaps
            ),
        ] + help(HelpHandlers(office: office), eligibility)
    }

    private static func help(
        _ help: HelpHandlers,
        _ eligibility: EligibilityHandlers
    ) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/help",
                summary: "公众：县（市、区）和公布的电话",
                access: .everybody,
                parameters: HelpHandlers.countyParameter,
                answers: [200: "Help"],
                handle: help.help
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/help/cards",
                summary: "公众：救助明白卡；q检索",
                access: .everybody,
                parameters: HelpHandlers.cardParameters,
                answers: [200: "PublicCards"],
                handle: help.cards
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/help/eligibility",
                summary: "公众：资格预审；不保存，只供参考",
                access: .everybody,
                body: .fields(EligibilityHandlers.fields),
                answers: [200: "Eligibility"],
                isQuestion: true,
                handle: eligibility.eligibility
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/help/progress",
                summary: "公众：凭查询码查进度；只有状态和日期",
                access: .everybody,
                body: .fields(HelpHandlers.progressFields),
                answers: [200: "Progress"],
                isQuestion: true,
                handle: help.progress
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/help/qr",
                summary: "公众：网站或一张明白卡的地址，二维码",
                access: .everybody,
                parameters: HelpHandlers.pictureParameters,
                answers: [200: "picture"],
                handle: help.picture
            ),
        ]
    }
}
