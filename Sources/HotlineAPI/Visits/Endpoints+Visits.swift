internal import HTTPTypes

extension Endpoints {
    static func visits(_ handlers: VisitHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/visits",
                summary: "一个村（社区）一个月的家访",
                parameters: VisitHandlers.monthParameters,
                answers: [200: "VisitMonth"],
                refusals: [404],
                handle: handlers.month
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/visits",
                summary: "登记本村（社区）走访的户",
                body: .fields(VisitHandlers.fields),
                answers: [201: "VisitsAdded"],
                refusals: [404, 409],
                handle: handlers.add
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/visits/counts",
                summary: "走访户数、发现、未核实、未处置，按村或地区",
                parameters: VisitHandlers.countParameters,
                answers: [200: "VisitCounts"],
                handle: handlers.counts
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/visits/template",
                summary: "家访表格的模板",
                parameters: VisitHandlers.templateParameters,
                answers: [200: "Workbook"],
                refusals: [404],
                handle: handlers.template
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/visits/import",
                summary: "导入家访表格（XLSX或CSV的Base64）；有一处错误就都不导入",
                body: .fields(VisitHandlers.importFields),
                answers: [201: "VisitsAdded"],
                refusals: [404, 409],
                handle: handlers.importTable
            ),
            Endpoint(
                method: .delete,
                path: "/api/v1/visits/{visit}",
                summary: "删除登记错的一户；报送以前",
                answers: [200: "VisitRemoved"],
                refusals: [409],
                handle: handlers.remove
            ),
        ]
    }

    static func findings(_ handlers: FindingHandlers) -> [Endpoint] {
        [
            Endpoint(
                method: .get,
                path: "/api/v1/findings",
                summary: "家访发现，新的在前",
                parameters: FindingHandlers.parameters,
                answers: [200: "FindingList"],
                answerFields: [.link],
                handle: handlers.list
            ),
            Endpoint(
                method: .get,
                path: "/api/v1/findings/{finding}/households",
                summary: "台账里可能是这一户的：同乡镇、有同名成员（脱敏），调整台账时选用",
                answers: [200: "FindingHouseholdList"],
                handle: FindingRosterHandlers(office: handlers.office).candidates
            ),
            Endpoint(
                method: .post,
                path: "/api/v1/findings/{finding}/actions",
                summary: "乡镇（街道）核实、县级处置一项家访发现",
                body: .choice(FindingHandlers.choices),
                answers: [200: "FindingEntry"],
                answerFields: [.eTag],
                takesTag: true,
                refusals: [409, 412, 428],
                handle: handlers.act
            ),
        ]
    }
}
