internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import StrictJSON

/// Payments as JSON; sums are in fen, as whole numbers.
struct PaymentJSON: Sendable {
    let rules: RulesInForce

    func write(_ view: PaymentBatchView, in writer: inout JSONWriter) {
        writer.beginObject()
        members(of: view, in: &writer)
        writer.endObject()
    }

    func members(of view: PaymentBatchView, in writer: inout JSONWriter) {
        let batch = view.batch
        writer.member("id", Int(batch.id))
        writer.member("county", batch.county.description)
        writer.member("countyName", rules.divisions[batch.county]?.name ?? "")
        writer.member("programme", batch.programme.rawValue)
        writer.member("programmeName", batch.programme.name)
        writer.member("month", batch.month.description)
        writer.member("state", batch.state.rawValue)
        writer.member("supplement", !batch.isWhole)
        members(of: batch.totals, in: &writer)
        let due = rules.dues.due(.payment(batch.programme), batch.month, in: batch.county)
        self.due(due, on: batch.dueOn, in: &writer)
        write(batch.measure, in: &writer)
        findings(view.findings, in: &writer)
        writer.member("enteredAt", batch.enteredAt.description)
        writer.member("enteredBy", batch.enteredBy)
        writer.member("decidedAt", batch.decidedAt?.description)
        writer.member("decidedBy", batch.decidedBy)
        writer.member("reason", view.reason)
    }

    /// What a file would make, if it were entered.
    func members(of ready: ReadyPayments, in writer: inout JSONWriter) {
        members(of: ready.totals, in: &writer)
        due(ready.due, on: ready.due.day, in: &writer)
        write(ready.measure, in: &writer)
        let shown = ready.findings.filter { !$0.kind.isForManager }
        findings(Dictionary(shown.map { ($0.kind, 1) }, uniquingKeysWith: +), in: &writer)
    }

    private func members(
        of totals: PaymentTotals,
        in writer: inout JSONWriter
    ) {
        writer.member("lines", totals.lines)
        writer.member("persons", totals.persons)
        writer.member("amount", Int(totals.amount.count))
        writer.member("backPersons", totals.backPersons)
        writer.member("back", Int(totals.back.count))
        writer.member("lateLines", totals.lateLines)
        writer.member("late", totals.lateLines > 0)
        writer.member("firstPaidOn", totals.firstPaidOn?.description)
        writer.member("lastPaidOn", totals.lastPaidOn?.description)
    }

    /// What the lines were compared with.
    private func write(_ measure: PaymentMeasure, in writer: inout JSONWriter) {
        writer.name("measure")
        writer.beginObject()
        writer.member("rosterOn", measure.rosterOn?.description)
        writer.member("households", measure.households)
        writer.member("standard", measure.standard.map { Int($0.count) })
        writer.member("text", measure.text)
        writer.endObject()
    }

    /// By when it was due, the last working day before that where it is none, and on what basis.
    private func due(
        _ due: PaymentDues.Due,
        on day: Day,
        in writer: inout JSONWriter
    ) {
        let calendar = rules.rulebook.calendar
        var workingDay = day
        for _ in 0..<Self.daysOffMax where !calendar.isWorking(workingDay) {
            workingDay = workingDay.advanced(by: -1)
        }
        writer.member("dueOn", day.description)
        writer.member("lastWorkingDay", workingDay.description)
        writer.member("basis", due.basis)
        writer.member("grade", due.grade.rawValue)
        writer.member("caution", due.grade.caution)
    }

    /// More days than any holiday has.
    private static let daysOffMax = 15

    private func findings(
        _ findings: [PaymentFinding.Kind: Int],
        in writer: inout JSONWriter
    ) {
        writer.name("findings")
        writer.beginArray()
        for kind in PaymentFinding.Kind.allCases {
            guard let count = findings[kind] else { continue }
            writer.beginObject()
            writer.member("kind", kind.rawValue)
            writer.member("name", kind.name)
            writer.member("count", count)
            writer.endObject()
        }
        writer.endArray()
    }

    func write(_ line: PaymentLineView, in writer: inout JSONWriter) {
        writer.beginObject()
        members(of: line, in: &writer)
        writer.endObject()
    }

    /// A line that a complaint is matched to, and why.
    func write(_ match: PaymentComplaint.Match, in writer: inout JSONWriter) {
        writer.beginObject()
        members(of: match.line, in: &writer)
        writer.member("reason", match.reason.rawValue)
        writer.member("reasonName", match.reason.name)
        writer.endObject()
    }

    private func members(of line: PaymentLineView, in writer: inout JSONWriter) {
        writer.member("batch", Int(line.batch))
        writer.member("line", line.line)
        writer.member("county", line.county.description)
        writer.member("programme", line.programme.rawValue)
        writer.member("month", line.month.description)
        writer.member("payee", line.payee.rawValue)
        writer.member("township", line.township?.description)
        writer.member("townshipName", line.township.flatMap { rules.divisions[$0]?.name })
        person(line.person, in: &writer)
        writer.member("persons", line.persons)
        writer.member("amount", Int(line.amount.count))
        writer.member("sort", line.sort.rawValue)
        writer.member("paidOn", line.paidOn.description)
        writer.member("late", line.isLate)
    }

    func write(_ view: PaymentFindingView, in writer: inout JSONWriter) {
        let finding = view.finding
        writer.beginObject()
        writer.member("kind", finding.kind.rawValue)
        writer.member("name", finding.kind.name)
        writer.member("line", finding.line)
        if let person = view.person {
            self.person(person, in: &writer)
        } else {
            writer.name("person")
            writer.null()
        }
        writer.member("amount", view.amount.map { Int($0.count) })
        writer.member("expected", finding.expected.map { Int($0.count) })
        writer.endObject()
    }

    func person(_ person: MaskedPerson, in writer: inout JSONWriter) {
        writer.name("person")
        writer.beginObject()
        writer.member("name", person.name)
        writer.member("idNumber", person.idNumber)
        writer.member("account", person.account)
        writer.endObject()
    }
}

extension PaymentMeasure {
    /// What findings are reckoned from, and what is not looked for without it.
    fileprivate var text: String {
        let roster =
            rosterOn.map { "按本县台账\($0)在册的\(households)户核对应发、退出、死亡、漏发和金额" }
            ?? "本县台账里没有这一类，不核对退出、死亡、漏发和台账金额"
        let amount =
            standard.map { "按每人每月\($0)元的标准核对金额" } ?? "没有现行标准，不核对标准"
        return "\(roster)；\(amount)。"
    }
}
