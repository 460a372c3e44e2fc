package import Hotline
internal import NationalCrypto

/// A filing whose texts were cut and whose personal data were encrypted (封装后的来件).
///
/// Made on the thread that has the request, for nothing of it needs the ticket's number: the
/// writer only inserts what is ready.
package struct SealedFiling: Sendable {
    package let intake: Intake
    private(set) var vault: Vault
    /// By which the caller may ask how it stands.
    private(set) var queryCode: String
    /// The id of the text that the event shows.
    let body: Int
    private let said: String
    private let title: String?
    private let accused: String?

    init(_ new: NewTicket, _ keys: KeyRing) {
        intake = new.intake
        queryCode = Self.freshQueryCode()
        var vault = Vault(keys, isAnonymous: new.caller.isAnonymous)
        let said = vault.keep(new.text, as: .demand)
        self.said = said.body
        body = new.intake.onTheSpot.map { vault.keep($0, as: .body).id } ?? said.id
        title = new.title.map { vault.keep($0, as: .title).body }
        accused = new.accused.map { vault.keep($0, as: .accused).body }
        for field in new.caller.fields { vault.keep(field, isCut: false) }
        if let address = new.address, !new.caller.isAnonymous {
            vault.keep(PersonalField(.address, address), isCut: false)
        }
        vault.keep(PersonalField(.queryCode, queryCode), isCut: false)
        self.vault = vault
    }

    private static func freshQueryCode() -> String {
        let random = unpredictableBytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let digits = String(random % 100_000_000)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    /// Takes another code, because somebody else has this one.
    mutating func renewQueryCode() {
        queryCode = Self.freshQueryCode()
        vault.replace(.queryCode, by: queryCode)
    }

    /// The ticket that it became, as it is shown, without reading it back.
    func view(of ticket: Ticket) -> TicketView {
        TicketView(
            ticket: ticket,
            text: said,
            title: title,
            accused: accused,
            attachments: [],
            linked: [],
            personal: vault.fields
        )
    }
}
