internal import HTTPTypes

/// The part of the table that is about the roster (清单台账).
extension Endpoints {
    static func roster(_ office: Office) -> [Endpoint] {
        rosterLooks(RosterHandlers(office: office))
            + rosterWork(RosterActionHandlers(office: office), RosterExportHandlers(office: office))
            + rosterImports(RosterImportHandlers(office: office))
    }

    private static func rosterLooks(_ handlers: RosterHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/roster/households",
                summary: "某日在册的户，姓名脱敏",
                parameters: RosterHandlers.listParameters + [.limit, .after],
                answers: [200: "RosterList"],
                answerFields: [.link],
                refusals: [404],
                handle: handlers.list
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/roster/counts",
                summary: "某日各乡镇在册的户数、人数和月金额（分）",
                parameters: RosterHandlers.listParameters,
                answers: [200: "RosterCounts"],
                refusals: [404],
                handle: handlers.counts
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/roster/households/{household}",
                summary: "一户：成员、历次变更、办理事项",
                answers: [200: "Household"],
                handle: handlers.household
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/roster/households/{household}/unmask",
                summary: "查看明文，先记录谁、为什么",
                body: .fields(RosterHandlers.unmaskFields),
                answers: [200: "RosterValue"],
                isSecret: true,
                handle: handlers.unmask
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/roster/search",
                summary: "按身份证号或姓名查在册情况，须有未办结的工单和用途",
                body: .fields(RosterHandlers.searchFields),
                answers: [200: "RosterList"],
                isQuestion: true,
                refusals: [404],
                handle: handlers.search
            ),
        ]
    }

    private static func rosterWork(
        _ handlers: RosterActionHandlers,
        _ exports: RosterExportHandlers
    ) -> [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: "/api/v1/roster/households/{household}/actions",
                summary: "核查、渐退、调整、迁移，或开始一件办理事项",
                body: .fields(RosterActionHandlers.actFields),
                answers: [200: "HouseholdDone"],
                refusals: [409],
                handle: handlers.act
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/roster/households/{household}/cases/{case}/steps",
                summary: "办理事项的下一步，不能跳过；或撤销",
                body: .fields(RosterActionHandlers.stepFields),
                answers: [200: "RosterCase"],
                refusals: [409],
                handle: handlers.step
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/roster/export",
                summary: "导出清单（CSV），默认脱敏，记录用途",
                body: .fields(RosterExportHandlers.exportFields),
                answers: [200: "Table"],
                isQuestion: true,
                refusals: [404],
                handle: exports.export
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/roster/publication",
                summary: "公示：只有姓名、人数和金额",
                body: .fields(RosterExportHandlers.publicationFields),
                answers: [200: "RosterPublication"],
                isQuestion: true,
                refusals: [404],
                handle: exports.publication
            ),
        ]
    }

    private static func rosterImports(_ handlers: RosterImportHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .post,
                path: "/api/v1/roster/imports",
                summary: "导入清单（CSV、XLSX），逐行说明错误，其余照常导入；dryRun只试算差异",
                parameters: RosterImportHandlers.parameters,
                body: .list,
                answers: [200: "RosterImport"],
                refusals: [404],
                handle: handlers.bring
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/roster/imports",
                summary: "历次清单导入，新的在前",
                parameters: [.limit, .after],
                answers: [200: "RosterImportList"],
                answerFields: [.link],
                refusals: [404],
                handle: handlers.imports
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/roster/imports/{import}",
                summary: "一次导入：与上期的差异和各行的错误",
                answers: [200: "RosterImport"],
                handle: handlers.oneImport
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/roster/imports/{import}/mistakes",
                summary: "一次导入的错误（CSV）：行号、列名和问题，不含行内内容",
                answers: [200: "Table"],
                handle: handlers.mistakes
            ),
        ]
    }
}
