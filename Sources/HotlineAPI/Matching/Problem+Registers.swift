internal import Hotline
internal import HotlineCare
internal import HotlineStore

extension Problem {
    /// The problem with what was to be done to a register; nil for another error.
    init?(register error: any Error) {
        switch error {
        case let refusal as RosterRefusal:
            self.init(type: "roster-refusal", status: 409, detail: refusal.message)
        case let refusal as RequestRefusal:
            let names = refusal.allowed.map(\.rawValue).joined(separator: "、")
            let more = names.isEmpty ? "" : "现在可以：\(names)。"
            self.init(type: "request-refusal", status: 409, detail: refusal.message + more)
        case let refusal as MarkRefusal:
            self.init(type: "mark-refusal", status: 409, detail: refusal.message)
        case let refusal as ListNotApproved:
            self.init(type: "list-not-approved", status: 409, detail: refusal.message)
        default: return nil
        }
    }
}
