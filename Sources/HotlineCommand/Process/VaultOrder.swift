internal import Hotline
internal import HotlineAPI
internal import HotlineStore
internal import StrictJSON

/// What the command line does to keys and to what is past its time.
enum VaultOrder: Sendable {
    case rotateKeys(forgettingFormer: Bool)
    case purge(isDryRun: Bool)

    /// Does it, and returns what to print.
    func perform(on office: Office) throws -> String {
        switch self {
        case .rotateKeys(let forgettingFormer):
            let done = try office.store.rotateKeys(forgettingFormer: forgettingFormer)
            let rest = forgettingFormer ? "; the former keys are forgotten" : ""
            return "master key \(done.version): \(done.count) keys wrapped anew\(rest)"
        case .purge(let isDryRun):
            let now = office.clock()
            let ends = office.rulesInForce.retention.ends(at: now)
            let what =
                isDryRun
                ? try office.store.due(ends) : try office.store.purge(ends, at: now)
            let verb = isDryRun ? "would destroy" : "destroyed"
            return "\(verb) the data of \(what.tickets) tickets and \(what.calls) calls, "
                + "\(what.visits) keys of visits and duties, "
                + "\(what.payments) batches and notes of payments, "
                + "\(what.roster) people and households of the roster, "
                + "\(what.matching) marks and keys of lists, "
                + "and \(what.accesses) entries of the access log"
        }
    }

    // MARK: Over the socket

    var json: JSON {
        switch self {
        case .rotateKeys(let forgettingFormer):
            ["order": "rotateKeys", "forgettingFormer": .boolean(forgettingFormer)]
        case .purge(let isDryRun): ["order": "purge", "isDryRun": .boolean(isDryRun)]
        }
    }

    init?(json: JSON) {
        switch json["order"]?.string {
        case "rotateKeys":
            self = .rotateKeys(forgettingFormer: json["forgettingFormer"]?.boolean ?? false)
        case "purge": self = .purge(isDryRun: json["isDryRun"]?.boolean ?? true)
        default: return nil
        }
    }
}
