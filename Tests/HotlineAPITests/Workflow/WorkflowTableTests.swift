import Hotline
import Testing

/// The workflow as the product describes it, written down a second time (流程表).
@Suite struct WorkflowTableTests {
    /// By the desk and the manager at any open state, and by those who may see it.
    private static let anywhere: Set<TicketAction> = [
        .redirect, .merge, .withdraw, .close, .reclassify, .markUrgent, .addCoHandler, .contact,
        .supervise, .release, .exclude, .closeFinal, .note, .attach, .urge, .tell, .report,
    ]

    @Test(
        "each state is left and worked on by these and no others",
        arguments: [
            (.desk, [.dispatch]),
            (.dispatched, [.sign, .take, .sendBack]),
            (.returning, [.upholdReturn, .rejectReturn]),
            (
                .handling,
                [
                    .take, .answer, .suspend, .sendBack, .requestExtension, .approveExtension,
                    .denyExtension, .startApplication, .completeStage,
                ]
            ),
            (.suspended, [.take, .resume]),
            (.answered, [.callBack]),
        ] as [(TicketState, Set<TicketAction>)]
    )
    func open(state: TicketState, own: Set<TicketAction>) {
        #expect(state.allowed == own.union(Self.anywhere))
    }

    @Test("what is closed is reopened, unmerged or left out of the appraisal, and no more")
    func closed() {
        #expect(TicketState.closed.allowed == [.reopen, .unmerge, .exclude])
    }

    @Test(
        "each role may ever do these",
        arguments: [
            (.operator, [.note, .attach, .urge, .tell]),
            (.dispatcher, Self.desk.union(Self.viewer)),
            (.manager, Self.desk.union(Self.viewer).union(Self.manager)),
            (.handler, Self.unit.union(Self.viewer)),
            (.auditor, []),
            (.administrator, []),
        ] as [(Role, Set<TicketAction>)]
    )
    func roles(role: Role, expected: Set<TicketAction>) throws {
        let unit = try #require(UnitID("140105-desk"))
        let actor = Actor(
            account: "a",
            role: role,
            unit: unit,
            scope: unit.division,
            chain: [unit],
            isAtDesk: true
        )
        #expect(Set(TicketAction.allCases.filter(actor.mayEver)) == expected)
    }

    private static let viewer: Set<TicketAction> = [.note, .attach, .urge, .tell]
    private static let manager: Set<TicketAction> = [.supervise, .release, .exclude, .closeFinal]
    private static let desk: Set<TicketAction> = [
        .dispatch, .upholdReturn, .rejectReturn, .approveExtension, .denyExtension, .callBack,
        .redirect, .merge, .unmerge, .withdraw, .reclassify, .markUrgent, .addCoHandler, .reopen,
        .close, .contact, .resume,
    ]
    private static let unit: Set<TicketAction> = [
        .sign, .take, .sendBack, .answer, .suspend, .requestExtension, .startApplication,
        .completeStage,
        .report, .contact, .resume,
    ]
}
