import Hotline
import HotlineTesting

/// Makes up what somebody might want done, sensibly or not (随机操作).
struct RandomOrders {
    var random: SeededGenerator
    let units: [UnitID]
    /// What hangs on tickets.
    var file = StoredFile(digest: "", size: 0, key: [])

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        let codes = [
            Units.township, Units.neighbour, Units.bureau, Units.insurance, Units.desk,
            Units.cityBureau, "140106001", "140106-civil-affairs", "140105999",
        ]
        units = codes.compactMap(UnitID.init)
    }

    mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &random) < percent
    }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    mutating func maybe<Value>(_ value: Value) -> Value? { chance(50) ? value : nil }

    /// Mostly one at which somebody works in these tests.
    private mutating func unit() -> UnitID {
        chance(75) ? pick(Array(units.prefix(4))) : pick(units)
    }

    /// Something that the state allows; mostly something that carries the ticket on.
    mutating func action(for ticket: Ticket) -> TicketAction {
        if ticket.extensions.daysAsked != nil, chance(60) {
            return pick([.approveExtension, .approveExtension, .denyExtension])
        }
        if ticket.isRaised, ticket.state.isOpen, chance(40) { return pick([.attach, .closeFinal]) }
        let allowed = TicketAction.allCases.filter(ticket.state.allowed.contains)
        let onward = Self.onward.filter(allowed.contains)
        return onward.isEmpty || chance(25) ? pick(allowed) : pick(onward)
    }

    private static let onward: [TicketAction] = [
        .dispatch, .sign, .sign, .sign, .sendBack, .upholdReturn, .rejectReturn, .answer, .answer,
        .answer, .callBack, .suspend, .resume, .requestExtension, .startApplication,
        .completeStage, .report,
        .reopen, .unmerge,
    ]

    // MARK: Orders

    mutating func order(_ action: TicketAction, others: [TicketNumber], on today: Day) -> Order {
        let reason = "随机"
        switch action {
        case .dispatch: return .dispatch(unit: unit(), reason: nil)
        case .upholdReturn: return .upholdReturn(unit: maybe(unit()), reason: reason)
        case .rejectReturn: return .rejectReturn(reason: reason)
        case .approveExtension: return .approveExtension(days: maybe(pick([1, 2, 3, 4])))
        case .denyExtension: return .denyExtension(reason: reason)
        case .callBack: return .callBack(callBack(others))
        case .redirect: return .redirect(unit: unit(), reason: reason)
        case .merge: return .merge(into: pick(others))
        case .unmerge: return .unmerge(reason: reason)
        case .withdraw: return .withdraw(reason: reason)
        case .reclassify: return reclassify(reason)
        case .markUrgent: return .markUrgent(chance(60), reason: reason)
        case .addCoHandler: return .addCoHandler(unit: unit(), reason: reason)
        case .reopen: return .reopen(reason: reason)
        case .close:
            let outcome: Outcome = pick([.answeredOnTheSpot, .notAccepted, .resolved])
            return .close(outcome: outcome, text: "说明", code: maybe("litigation"))
        default: return unitOrder(action, on: today)
        }
    }

    private mutating func unitOrder(_ action: TicketAction, on today: Day) -> Order {
        let reason = "随机"
        switch action {
        case .sign: return .sign
        case .take: return .take(account: "colleague")
        case .sendBack: return .sendBack(reason: reason, basis: "依据", suggest: maybe(unit()))
        case .answer: return .answer(text: "答复", outcome: pick([.resolved, .explained, .merged]))
        case .suspend:
            let days = pick([-1, 0, 1, 2, 5, 9, 29, 31])
            return .suspend(
                reason: pick(["materials", "verification", "nothing"]),
                until: today.advanced(by: days)
            )
        case .requestExtension: return .requestExtension(days: pick([1, 2, 3, 4]), reason: reason)
        case .startApplication:
            return .startApplication(
                programme: pick(["dibao", "tekun", "rigid", "none"]),
                acceptedOn: today.advanced(by: pick([-90, -20, -1, 0, 1])),
                special: maybe(pick(["delegated", "remote", "none"]))
            )
        case .completeStage:
            return .completeStage(
                stage: pick(["survey", "match", "publicity", "review", "notice", "none"]),
                special: chance(20) ? .objection : nil
            )
        case .report: return .report(text: "协办情况")
        case .contact: return .contact(reached: chance(60), note: "联系")
        case .resume: return .resume
        case .supervise:
            return .supervise(level: pick(SupervisionLevel.allCases), isComplex: chance(30))
        case .release: return .release
        case .exclude: return .exclude(reason: reason)
        case .closeFinal: return .closeFinal(reason: reason, attachment: pick([1, 2]))
        case .note: return .note(text: "备注", isInternal: chance(50))
        case .attach: return .attach(name: "a.pdf", type: "application/pdf", file: file)
        case .urge: return .urge(reason: maybe(reason))
        case .tell: return .tell(card: pick(["dibao", "tekun"]), edition: today)
        default: preconditionFailure("made up with the desk's: \(action)")
        }
    }

    private mutating func callBack(_ others: [TicketNumber]) -> Order.CallBackReport {
        Order.CallBackReport(
            caller: chance(30) ? pick(others) : nil,
            reached: chance(75),
            satisfied: chance(85) ? pick([.yes, .no, .no, .basically]) : nil,
            reason: chance(85) ? "不认可" : nil,
            unit: chance(20) ? unit() : nil
        )
    }

    private mutating func reclassify(_ reason: String) -> Order {
        .reclassify(
            Order.Correction(
                kind: maybe(pick(Kind.allCases)),
                matter: maybe(pick([.dibao, .temporary, .medicalAid, .other])),
                aspect: maybe(pick(Aspect.allCases)),
                accused: chance(10) ? [unit()] : nil
            ),
            reason: reason
        )
    }

    // MARK: Filings

    mutating func filing(for actor: Actor, desk: UnitID) -> Filing {
        Filing(
            channel: pick([.countyHotline, .window, .match]),
            text: pick([
                "想申请低保。", "举报坞城街道办截留低保金。", "没饭吃了，求临时救助。", "法院判决不公，不服判决。",
            ]),
            township: maybe(pick(["140105001", "140105002"])).flatMap(DivisionCode.init),
            accused: chance(40) ? [pick(units).description] : [],
            kind: maybe(pick(Kind.allCases)),
            matter: maybe(pick([.dibao, .temporary, .medicalAid, .other])),
            aspect: maybe(pick(Aspect.allCases)),
            urgent: maybe(chance(50)),
            home: actor.unit.division,
            desk: desk,
            isAnonymous: chance(20)
        )
    }

    /// A span to let pass, in seconds: mostly short, sometimes over a holiday.
    mutating func span() -> Int64 {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...4: Int64.random(in: 1...3_600, using: &random)
        case 5...7: Int64.random(in: 3_600...30_000, using: &random)
        case 8: Int64.random(in: 1...4, using: &random) * 86_400
        default: Int64.random(in: 5...12, using: &random) * 86_400
        }
    }
}
