/// What somebody wants done to a ticket, with all that the action asks for.
package enum Order: Sendable {
    case dispatch(unit: UnitID, reason: String?)
    case upholdReturn(unit: UnitID?, reason: String?)
    case rejectReturn(reason: String)
    case approveExtension(days: Int?)
    case denyExtension(reason: String)
    case callBack(CallBackReport)
    case redirect(unit: UnitID, reason: String)
    case merge(into: TicketNumber)
    case unmerge(reason: String)
    case withdraw(reason: String)
    case reclassify(Correction, reason: String)
    case markUrgent(Bool, reason: String)
    case addCoHandler(unit: UnitID, reason: String)
    case reopen(reason: String)
    case close(outcome: Outcome, text: String, code: String?)
    case sign
    case take(account: String)
    case sendBack(reason: String, basis: String, suggest: UnitID?)
    case answer(text: String, outcome: Outcome)
    case suspend(reason: String, until: Day)
    case requestExtension(days: Int, reason: String)
    case startApplication(programme: String, acceptedOn: Day, special: String?)
    case completeStage(stage: String, special: SpecialCircumstance?)
    case report(text: String)
    case contact(reached: Bool, note: String)
    case resume
    case supervise(level: SupervisionLevel, isComplex: Bool)
    case release
    case exclude(reason: String)
    case closeFinal(reason: String, attachment: Int)
    case note(text: String, isInternal: Bool)
    case attach(name: String, type: String, file: StoredFile)
    case urge(reason: String?)
    case tell(card: String, edition: Day)

    /// What a ticket is about and whom it accuses, where that was taken wrongly.
    package struct Correction: Sendable {
        package var kind: Kind?
        package var matter: Matter?
        package var aspect: Aspect?
        /// The units that are accused; nil leaves them as they are.
        package var accused: [UnitID]?

        package init(
            kind: Kind? = nil,
            matter: Matter? = nil,
            aspect: Aspect? = nil,
            accused: [UnitID]? = nil
        ) {
            self.kind = kind
            self.matter = matter
            self.aspect = aspect
            self.accused = accused
        }
    }

    /// What the caller said when called back (回访结果).
    package struct CallBackReport: Sendable {
        /// Which caller, by the number that they filed under; nil is the ticket's own.
        package let caller: TicketNumber?
        package let reached: Bool
        package let responded: Bool?
        package let resolved: Bool?
        package let satisfied: CallBack.Result?
        package let reason: String?
        /// Where to send it if it has to be done again; nil is the same unit.
        package let unit: UnitID?

        package init(
            caller: TicketNumber?,
            reached: Bool,
            responded: Bool? = nil,
            resolved: Bool? = nil,
            satisfied: CallBack.Result? = nil,
            reason: String? = nil,
            unit: UnitID? = nil
        ) {
            self.caller = caller
            self.reached = reached
            self.responded = responded
            self.resolved = resolved
            self.satisfied = satisfied
            self.reason = reason
            self.unit = unit
        }
    }

    package var action: TicketAction {
        switch self {
        case .dispatch: .dispatch
        case .upholdReturn: .upholdReturn
        case .rejectReturn: .rejectReturn
        case .approveExtension: .approveExtension
        case .denyExtension: .denyExtension
        case .callBack: .callBack
        case .redirect: .redirect
        case .merge: .merge
        case .unmerge: .unmerge
        case .withdraw: .withdraw
        case .reclassify: .reclassify
        case .markUrgent: .markUrgent
        case .addCoHandler: .addCoHandler
        case .reopen: .reopen
        case .close: .close
        case .sign: .sign
        case .take: .take
        case .sendBack: .sendBack
        case .answer: .answer
        case .suspend: .suspend
        case .requestExtension: .requestExtension
        case .startApplication: .startApplication
        case .completeStage: .completeStage
        case .report: .report
        case .contact: .contact
        case .resume: .resume
        case .supervise: .supervise
        case .release: .release
        case .exclude: .exclude
        case .closeFinal: .closeFinal
        case .note: .note
        case .attach: .attach
        case .urge: .urge
        case .tell: .tell
        }
    }
}
