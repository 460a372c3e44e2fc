import Yams

/// What begins or ends deadlines (时限的起止事由): mostly an action, by its name.
package enum ClockOccasion: String, CaseIterable, Sendable {
    /// It came in.
    case file
    /// A unit has it from now on, by whatever way.
    case give
    /// The desk has it to send on.
    case desk
    case dispatch, redirect, sendBack, upholdReturn, rejectReturn
    /// A unit has it no more, and that is not its doing: 同意退单、改派、查明被反映.
    case takeAway
    case answer, callBack, rework, suspend
    case requestExtension, approveExtension, denyExtension
    case addCoHandler, report
    case urge
    /// A word from whoever was urged.
    case word
    case supervise, release
    case markUrgent, unmarkUrgent
    /// Signed for, and the caller was spoken to.
    case respond
    case startApplication, completeStage
    /// The statutory deadline prevails over that of the answer.
    case prevail
    /// The desk closes it, by the action.
    case close
    case merge, closeFinal
    /// It is closed, in whatever way.
    case end
}

/// What begins, meets and cancels the deadlines of one kind (时限规则：起止).
package struct ClockLife: Hashable, Sendable {
    package let startedBy: Set<ClockOccasion>
    package let metBy: Set<ClockOccasion>
    package let cancelledBy: Set<ClockOccasion>
}

extension ClockLife {
    private static let keys: Set = ["startedBy", "metBy", "cancelledBy"]

    /// Reads the `kinds` of `routing-rules/clocks.yaml`; each kind must be there.
    static func lives(_ node: Node, _ reader: RuleReader) -> [ClockKind: ClockLife] {
        let all = Set(ClockKind.allCases.map(\.rawValue))
        guard let mapping = reader.mapping(node, required: all) else { return [:] }
        var lives: [ClockKind: ClockLife] = [:]
        for kind in ClockKind.allCases {
            guard let entry = mapping[kind.rawValue],
                let parts = reader.mapping(entry, required: keys)
            else { continue }
            func occasions(_ key: String) -> Set<ClockOccasion> {
                Set(parts[key].map { reader.codesIfAny($0, ClockOccasion.self) } ?? [])
            }
            let life = ClockLife(
                startedBy: occasions("startedBy"),
                metBy: occasions("metBy"),
                cancelledBy: occasions("cancelledBy")
            )
            for both in life.metBy.intersection(life.cancelledBy) {
                reader.note("'\(both.rawValue)' both meets and cancels it", at: entry.mark)
            }
            lives[kind] = life
        }
        return lives
    }
}

extension RuleReader {
    fileprivate func codesIfAny<Code: RawRepresentable & CaseIterable & Hashable>(
        _ node: Node,
        _ type: Code.Type
    ) -> [Code] where Code.RawValue == String {
        if let list = node.sequence, list.isEmpty { return [] }
        return codes(node, type)
    }
}

extension TicketStep {
    /// Ends the open deadlines that the rules say end by this, as met or without counting them.
    mutating func occur(_ occasion: ClockOccasion) {
        let lives = rulebook.clocks.lives
        let now = now
        for index in ticket.clocks.indices where ticket.clocks[index].isOpen {
            guard let life = lives[ticket.clocks[index].kind] else { continue }
            if life.metBy.contains(occasion) { ticket.clocks[index].meet(at: now) }
            if life.cancelledBy.contains(occasion) { ticket.clocks[index].cancel(at: now) }
        }
    }

    /// Whether the rules say that this meets a deadline of that kind.
    func meets(_ kind: ClockKind, by occasion: ClockOccasion) -> Bool {
        rulebook.clocks.lives[kind]?.metBy.contains(occasion) ?? false
    }

    /// Whether the rules say that this begins a deadline of that kind.
    func begins(_ kind: ClockKind, by occasion: ClockOccasion) -> Bool {
        rulebook.clocks.lives[kind]?.startedBy.contains(occasion) ?? false
    }
}
