internal import HTTPTypes
internal import Hotline
internal import HotlineDuties
internal import MicroHTTP
internal import StrictJSON

/// Some months of payments in the demo county (演示发放): made-up people, born before 1910.
struct DemoPayments {
    /// How many months back the first payments are.
    private static let monthsBack = 2
    private static let peopleCount = 36
    /// How long it takes to enter and confirm what a month has.
    private static let hoursOfWork: Int64 = 5
    /// Who enters, who confirms, and who hands in for the city.
    static let (clerk, checker, city) = ("civil-affairs", "manager", "city-civil-affairs")
    private static let (county, cityCode) = ("140105", "1401")

    /// What is asked at an instant; the number of the batch that the one before made stands for
    /// `{batch}`.
    struct Step {
        let at: Instant
        let by: String
        let path: String
        let body: [UInt8]
    }

    let now: Instant
    /// Nothing happens before it.
    let begin: Instant

    /// A household that is paid, and stands on the roster for it.
    private struct Household {
        let name: String
        let idNumber: String
        /// The ID numbers of the others of it.
        let others: [String]
        let fen: Int64
        let account: String
        let township: String
        let isUrban: Bool

        var persons: Int { others.count + 1 }
    }

    /// Those whom villages visit in the demo, and who call, by where they stand.
    private static let known = [
        0: "丁守业", 2: "白玉山", 7: "申秀兰", 6: "白桂枝", 12: "段来福", 18: "牛秀英", 24: "卜喜旺", 30: "岳翠花",
        4: "贾玉莲", 10: "尹三货",
    ]
    /// Whose head dies in the demo; who is left out; and who is a relative of the staff.
    private static let (dying, leftOut, staff) = (5, 23, 9)
    /// How many of them live in town.
    private static let urbanCount = 24

    private static let households: [Household] = {
        let families = Array("赵钱孙李周吴郑王冯陈褚卫")
        let townships = ["坞城街道", "营盘街道", "小店街道", "龙城街道", "北格镇", "西温庄乡"]
        return (0..<peopleCount).map { index in
            // Four of one township share the end of an account: a sign for the manager above.
            let isShared = index % 6 == 4 && index < 24
            let persons = index % 3 + 1
            return Household(
                name: known[index] ?? "\(families[index % families.count])某某",
                idNumber: idNumber(index),
                others: (1..<persons).map { idNumber(index + $0 * 200) },
                fen: index == staff ? 80_000 : Int64(persons * 42_000 + index * 150),
                account: isShared ? "8808" : String(1000 + index * 37),
                township: townships[index % townships.count],
                isUrban: index < urbanCount
            )
        }
    }()

    /// Somebody who calls about the money of the household that they belong to.
    private static let caller = idNumber(202)

    private static func idNumber(_ index: Int) -> String {
        let body = "140105190\(index % 9 + 1)0101\(100 + index)"
        let check = "0123456789X".first { IDNumber("\(body)\($0)") != nil }
        return body + String(check ?? "0")
    }

    /// Their rows in a list of the roster, in the order of its columns; in a later one the dead
    /// stand no more.
    static func rosterRows(isLater: Bool) -> [String] {
        households.enumerated().flatMap { index, household -> [String] in
            let isOfDead = index == dying && isLater
            let ids = [household.idNumber] + household.others
            return ids.dropFirst(isOfDead ? 1 : 0).enumerated().map { place, id in
                let isHead = place == 0
                let name =
                    id == caller
                    ? "白玉珍" : id == household.idNumber ? household.name : "\(household.name)家人"
                let amount = isHead ? Fen(household.fen).description : ""
                return "\(index + 101),\(name),\(id),\(isHead ? "户主" : "其他"),低保,"
                    + "\(household.isUrban ? "城市" : "农村"),\(household.township),"
                    + "\(amount),2025-01-01"
            }
        }
    }

    /// Everything that was done by now, in order.
    func steps() -> [Step] {
        var steps = [roster()] + death()
        for back in (0...Self.monthsBack).reversed() {
            let month = PaymentMonth(of: now.day).advanced(by: -back)
            let at = Instant(month.day(12), secondOfDay: 36_000)
            guard at + Self.hoursOfWork * 3600 <= now else { continue }
            steps += funds(month, at: at)
            steps += batch("urban-dibao", month, at: at, isConfirmed: back > 0)
            steps += batch("rural-dibao", month, at: at + 7200, isConfirmed: true)
            guard back > 0 else { continue }
            steps += annexes(month, at: Instant(month.day(19), secondOfDay: 54_000))
        }
        return steps.map { step in
            step.at >= begin
                ? step
                : Step(at: begin, by: step.by, path: step.path, body: step.body)
        }
    }

    private func roster() -> Step {
        let head = "户编号,姓名,身份证号,与户主关系,救助类型,类别,乡镇,月保障金额,纳入日期,近亲属备案"
        let rows = Self.rosterRows(isLater: false).map { row in
            row + (row.hasPrefix("\(Self.staff + 101),") ? ",是" : ",")
        }
        return Step(
            at: begin,
            by: Self.clerk,
            path: "/roster/imports?day=\(begin.day)",
            body: Array(([head] + rows).joined(separator: "\n").utf8)
        )
    }

    /// Somebody dies in the first month, and the roster is told; who pays goes on paying.
    private func death() -> [Step] {
        let month = PaymentMonth(of: now.day).advanced(by: -Self.monthsBack)
        let at = max(Instant(month.day(20), secondOfDay: 36_000), begin)
        let path = "/roster/households/\(Self.dying + 1)"
        let before = Self.households[..<Self.dying].reduce(0) { $0 + $1.persons }
        let open: JSON = [
            "action": "openCase", "kind": "death", "person": .integer(Int64(before + 1)),
            "happenedOn": .string(month.day(15).description),
        ]
        let steps: [(String, JSON)] = [
            ("/actions", open), ("/cases/1/steps", ["step": "verify", "text": "殡葬信息已核对"]),
            ("/cases/1/steps", ["step": "adjust"]),
        ]
        return steps.map { Step(at: at, by: Self.clerk, path: path + $0, body: $1.bytes) }
    }

    private func batch(
        _ programme: String,
        _ month: PaymentMonth,
        at: Instant,
        isConfirmed: Bool
    ) -> [Step] {
        let isUrban = programme == "urban-dibao"
        var total: Int64 = 0
        let paid = Self.households.enumerated().filter {
            $1.isUrban == isUrban && $0 != Self.leftOut
        }
        let rows = paid.map { index, household in
            total += household.fen
            let day = index % 24 == 7 ? month.day(12) : month.day(9)
            return "户,\(household.name),\(household.idNumber),\(household.persons),"
                + "\(Fen(household.fen)),\(household.account),\(day),正常,\(household.township)"
        }
        // What the one who is left out lacked last month comes later, as back pay.
        let late = Self.households[Self.leftOut]
        if isUrban { total += late.fen }
        let back =
            "户,\(late.name),\(late.idNumber),\(late.persons),\(Fen(late.fen)),"
            + "\(late.account),\(month.day(9)),补发,\(late.township)"
        let head = "发放对象,户主姓名,身份证号,人数,金额,账号末四位,发放日期,发放类别,乡镇"
        let query = "county=\(Self.county)&programme=\(programme)&month=\(month)"
        let lines = [head] + rows + (isUrban ? [back] : [])
        let entry = Step(
            at: at,
            by: Self.clerk,
            path: "/payments?\(query)",
            body: Array(lines.joined(separator: "\n").utf8)
        )
        guard isConfirmed else { return [entry] }
        let body: JSON = ["total": .integer(total), "reason": "已逐户核实，漏发的下月补发。"]
        return [
            entry,
            Step(
                at: at + 3600,
                by: Self.checker,
                path: "/payments/{batch}/confirmation",
                body: body.bytes
            ),
        ]
    }

    /// The city passes on at the end of the month before, so that it lies for two weeks.
    private func funds(_ month: PaymentMonth, at: Instant) -> [Step] {
        let former = month.advanced(by: -1)
        let city = "\(Self.cityCode)-civil-affairs"
        func move(_ step: String, _ more: JSON, on day: Day) -> Step {
            let body: [JSON.Member] =
                [
                    JSON.Member("programme", "urban-dibao"),
                    JSON.Member("month", .string(month.description)),
                    JSON.Member("step", .string(step)), JSON.Member("amount", 4_000_000),
                    JSON.Member("on", .string(day.description)),
                ] + (more.members ?? [])
            return Step(at: at, by: Self.city, path: "/funds", body: JSON.object(body).bytes)
        }
        let county = "\(Self.county)-civil-affairs"
        return [
            move("raised", ["to": .string(city)], on: former.day(20)),
            move(
                "passedOn",
                ["from": .string(city), "to": .string(county)],
                on: former.day(26)
            ),
        ]
    }

    private func annexes(_ month: PaymentMonth, at: Instant) -> [Step] {
        (1...3).flatMap { annex -> [Step] in
            let row: JSON = [
                "county": .string(Self.county), "month": .string(month.description),
                "remark": annex == 1 ? "含补发" : "无",
            ]
            let table: JSON = [
                "city": .string(Self.cityCode), "month": .string(month.description),
                "filler": "演示填报人",
            ]
            return [
                Step(
                    at: at,
                    by: Self.clerk,
                    path: "/annexes/\(annex)/rows",
                    body: row.bytes
                ),
                Step(
                    at: at + 3600,
                    by: Self.city,
                    path: "/annexes/\(annex)/hand-ins",
                    body: table.bytes
                ),
            ]
        }
    }
}

extension DemoPlayer {
    /// Does a step of the payments; one that names no batch is of the one before.
    func play(_ step: DemoPayments.Step) throws {
        let path = step.path.split(separator: "{batch}", omittingEmptySubsequences: false)
            .joined(separator: "\(lastBatch)")
        let parts = path.split(separator: "?", maxSplits: 1)
        let query = (parts.dropFirst().first ?? "").split(separator: "&").map { item in
            let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
            return QueryItem(name: pair[0], value: pair.dropFirst().first ?? "")
        }
        let what = "payments: \(path)"
        let target = "/api/v1\(parts[0])"
        let answer = try send(.post, target, query, step.body, by: step.by, of: what)
        if step.path.hasPrefix("/payments?"), let id = answer["id"]?.integer { lastBatch = id }
    }
}
