package import Foundation
package import Hotline
package import HotlineCare
internal import HotlineStore
internal import MicroHTTP
internal import NationalCrypto
package import StrictJSON

/// Takes lists in that lie on this machine and are too large to send (大清单导入).
///
/// What holds for lists that are sent holds for these: whose account it is, what was approved and
/// for which purpose stands in the journal.
package struct ListTaking: Sendable {
    private let office: Office
    private let actor: Actor
    private let scope: DivisionCode

    /// - Throws: ``Refused`` unless the account keeps a county's registers.
    package init(_ office: Office, account name: String) throws {
        guard let entry = try office.store.entry(of: name), entry.disabledAt == nil else {
            throw Refused("there is no account \(name), or it is disabled")
        }
        let actor = office.actor(of: entry.account)
        guard actor.bringsLists, let scope = actor.registerScope else {
            throw Refused("\(name) does not keep the registers of a county")
        }
        self.office = office
        self.actor = actor
        self.scope = scope
    }

    /// Why a list is not taken in.
    package struct Refused: Error, CustomStringConvertible {
        package let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    /// Takes a list into the roster.
    ///
    /// - Returns: What came of it, as the API answers.
    package func roster(_ file: URL, on day: Day?, isTrial: Bool) throws -> JSON {
        try takeIn(file, on: day) { table, day, now in
            let run = RosterRun(office: office, actor: actor, now: now, scope: scope, day: day)
            return try run.bring(table, isTrial: isTrial, keep: { _, _ in })
        }
    }

    /// Compares a partner's list with the roster, for a data request that was approved.
    package func matching(
        _ file: URL,
        on day: Day?,
        request id: Int64,
        purpose: MatchPurpose,
        provenance: String
    ) throws -> JSON {
        guard let view = try office.store.dataRequest(id, in: scope) else {
            throw Refused("there is no data request \(id) in \(scope)")
        }
        guard view.request.purpose == purpose else {
            throw Refused("request \(id) was made for \(view.request.purpose.rawValue)")
        }
        guard (1...TextLimit.reason).contains(provenance.count) else {
            throw Refused("say who gave the list and how, in \(TextLimit.reason) characters")
        }
        return try takeIn(file, on: day) { table, day, now in
            let list = MatchList(
                request: view.request,
                day: day,
                digest: table.digest.hexadecimal,
                provenance: provenance,
                startedAt: now
            )
            let run = MatchRun(office: office, actor: actor, now: now)
            return try run.bring(list, table, keep: { _, _ in })
        }
    }

    /// Takes a list in after those that came before it.
    private func takeIn(
        _ file: URL,
        on day: Day?,
        _ work: (TableUpload, Day, Instant) throws -> Response
    ) throws -> JSON {
        let now = office.clock()
        try office.store.timeGuard.check(now)
        let day = day ?? now.day
        guard day <= now.day else { throw Refused("\(day) has not come yet") }
        return try office.lists.sync {
            do {
                return try JSON(work(TableUpload(file: file), day, now).body)
            } catch {
                guard let problem = error as? Problem ?? Problem(register: error) else {
                    throw error
                }
                throw Refused(problem.detail)
            }
        }
    }
}
