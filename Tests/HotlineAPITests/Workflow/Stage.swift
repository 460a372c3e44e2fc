import Foundation
import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// Puts real tickets into any state, ready for any action (布景).
struct Stage {
    let hotline: TestHotline
    /// A ticket for others to be merged into.
    let lead: String

    init() throws {
        hotline = try TestHotline()
        let answer = try hotline.file(.operator, Story.help)
        lead = try #require(try answer.json()["number"]?.string)
    }

    /// A ticket in a state, in which an action would be done for whoever may do it.
    func ticket(in state: TicketState, for action: TicketAction) throws -> String {
        let isAtDesk = state == .desk && action != .closeFinal
        let demand = isAtDesk ? Story.help + ["matter": "other"] : Story.help
        let number = try #require(try hotline.file(.operator, demand).json()["number"]?.string)
        if action == .closeFinal { try raise(number) }
        if action == .unmerge, state == .closed {
            try act(.dispatcher, number, "merge", ["into": .string(lead)])
        } else {
            try bring(number, from: isAtDesk ? .desk : .dispatched, to: state)
        }
        if state.isOpen { try prepare(number, for: action, in: state) }
        return number
    }

    private func bring(_ number: String, from: TicketState, to state: TicketState) throws {
        switch state {
        case from: break
        case .desk:
            try bring(number, from: from, to: .returning)
            try act(.dispatcher, number, "upholdReturn")
        case .dispatched: preconditionFailure("a ticket begins there, or at the desk")
        case .returning:
            try act(.township, number, "sendBack", ["reason": "不属本街道", "basis": "户籍不在"])
        case .handling: try act(.township, number, "sign")
        case .suspended:
            try act(.township, number, "sign")
            let until: JSON = ["reason": "materials", "until": "2026-12-01"]
            try act(.township, number, "suspend", until)
        case .answered:
            try act(.township, number, "sign")
            try act(.township, number, "answer", ["text": "已办理。", "outcome": "resolved"])
        case .closed: try act(.dispatcher, number, "withdraw", ["reason": "来电人要求"])
        }
    }

    /// Has it done again until the manager may decide, and dispatched anew.
    private func raise(_ number: String) throws {
        try act(.township, number, "sign")
        let document = Data("%PDF-".utf8).base64EncodedString()
        let file: JSON = ["name": "a.pdf", "type": "application/pdf", "content": .string(document)]
        try act(.manager, number, "attach", file)
        for _ in 1...2 {
            try act(.township, number, "answer", ["text": "不符合条件。", "outcome": "explained"])
            let no: JSON = ["reached": true, "satisfied": "no", "reason": "不认可"]
            try act(.dispatcher, number, "callBack", no)
        }
        for unit in [Units.neighbour, Units.township] {
            try act(.dispatcher, number, "redirect", ["unit": .string(unit), "reason": "重办"])
        }
    }

    private func prepare(_ number: String, for action: TicketAction, in state: TicketState) throws {
        switch action {
        case .approveExtension, .denyExtension:
            guard state == .handling else { return }
            try act(.township, number, "requestExtension", ["days": 2, "reason": "入户调查"])
        case .completeStage:
            guard state == .handling else { return }
            let application: JSON = ["programme": "dibao", "acceptedOn": "2026-11-23"]
            try act(.township, number, "startApplication", application)
        case .release: try act(.manager, number, "supervise", ["level": "county"])
        case .report:
            let helper: JSON = ["unit": .string(Units.neighbour), "reason": "协助"]
            try act(.dispatcher, number, "addCoHandler", helper)
        default: break
        }
    }

    private func act(
        _ person: Person,
        _ number: String,
        _ action: String,
        _ more: JSON = [:]
    ) throws {
        let answer = try hotline.act(person, on: number, action, more, fields: Self.anyTag)
        try #require(answer.status == 200, "\(action) on the stage: \(answer.text)")
    }

    /// Whatever the ticket is now.
    static let anyTag = [("If-Match", "*")]

    /// What a plausible request for the action says.
    func body(of action: TicketAction, in state: TicketState) -> JSON {
        let reason: JSON = ["reason": "情况如此"]
        return switch action {
        case .dispatch: ["unit": .string(Units.township)]
        case .redirect: reason + ["unit": .string(Units.insurance)]
        case .addCoHandler: reason + ["unit": .string(Units.bureau)]
        case .merge: ["into": .string(lead)]
        case .callBack: ["reached": true, "satisfied": "yes"]
        case .reclassify: reason + ["aspect": "policy"]
        case .markUrgent: reason + ["urgent": true]
        case .close: ["outcome": "notAccepted", "code": "litigation", "text": "请向法院申诉。"]
        case .take: ["account": "colleague"]
        case .sendBack: reason + ["basis": "户籍不在"]
        case .answer: ["text": "已办理。", "outcome": "resolved"]
        case .suspend: ["reason": "materials", "until": "2026-12-01"]
        case .requestExtension: reason + ["days": 1]
        case .startApplication: ["programme": "dibao", "acceptedOn": "2026-11-23"]
        case .completeStage: ["stage": "survey"]
        case .report, .note: ["text": "已核实。"]
        case .contact: ["reached": true, "note": "已联系。"]
        case .supervise: ["level": "county"]
        case .closeFinal: reason + ["attachment": 1]
        case .attach: ["name": "a.png", "type": "image/png", "content": "iVBORw0KGgo="]
        case .sign, .resume, .release, .approveExtension, .upholdReturn, .urge: [:]
        case .tell: ["card": "dibao"]
        case .rejectReturn, .denyExtension, .unmerge, .withdraw, .reopen, .exclude: reason
        }
    }
}
