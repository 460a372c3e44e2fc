@testable import HotlineAPI
import Hotline
import HotlineStore
import HotlineTesting
import StrictJSON
import Testing

/// Every action by everybody in every state (状态 × 操作 × 角色).
@Suite struct CrossProductTests {
    @Test(
        "what is allowed is done; everything else is refused and changes nothing",
        arguments: TicketState.allCases
    )
    func everything(in state: TicketState) throws {
        let stage = try Stage()
        for action in TicketAction.allCases {
            var number = try stage.ticket(in: state, for: action)
            var before = try self.ticket(number, stage.hotline)
            var wasDone = false
            for person in Person.allCases
            where try attempt(action, on: before, by: person, stage) {
                wasDone = true
                number = try stage.ticket(in: state, for: action)
                before = try self.ticket(number, stage.hotline)
            }
            #expect(wasDone == state.allowed.contains(action), "\(action) in \(state)")
        }
    }

    private func attempt(
        _ action: TicketAction,
        on before: Ticket,
        by person: Person,
        _ stage: Stage
    ) throws -> Bool {
        let hotline = stage.hotline
        let (head, number, state) = (hotline.head, before.number.description, before.state)
        let answer = try hotline.act(
            person,
            on: number,
            action.rawValue,
            stage.body(of: action, in: state),
            fields: Stage.anyTag
        )
        let title: Comment = "\(action) in \(state) by \(person): \(answer.text)"
        let actor = hotline.office.actor(of: try person.account)
        #expect(answer.status == status(of: action, on: before, by: actor), title)
        guard answer.status != 200 else { return true }
        #expect(hotline.head == head, title)
        #expect(try ticket(number, hotline) == before, title)
        #expect(answer["Content-Type"] == "application/problem+json", title)
        return false
    }

    private func ticket(_ number: String, _ hotline: TestHotline) throws -> Ticket {
        let all = hotline.office.actor(of: try Person.provinceManager.account)
        let view = try hotline.store.ticket(#require(TicketNumber(number)), for: all)
        return try #require(view?.ticket)
    }

    private func status(of action: TicketAction, on ticket: Ticket, by actor: Actor) -> Int {
        guard actor.readsTickets else { return 403 }
        guard actor.sees(ticket) else { return 404 }
        guard actor.may(action, to: ticket) else { return 403 }
        return ticket.state.allowed.contains(action) ? 200 : 409
    }

    @Test("what is refused for the state says what the state allows")
    func saysWhatIsAllowed() throws {
        let stage = try Stage()
        let answer = try stage.hotline.act(.township, on: stage.lead, "resume")
        #expect(answer.status == 409)
        let allowed = try answer.json()["allowed"]?.array?.compactMap(\.string)
        #expect(allowed?.contains("sign") == true)
        #expect(allowed?.contains("resume") == false)
    }
}
