internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineCare
internal import StrictJSON

/// A list that lies on this machine, to be taken in, as one order of the command line.
///
/// Whoever has the data directory reads it where it lies: a list may be larger than any request.
struct ListOrder: Sendable {
    let file: String
    let account: String
    let day: Day?
    let target: Target

    enum Target: Sendable {
        case roster(isTrial: Bool)
        case matching(request: Int64, purpose: MatchPurpose, provenance: String)
    }

    /// Takes it in.
    ///
    /// - Returns: JSON, as the API answers.
    func perform(on office: Office) throws -> String {
        let taking = try ListTaking(office, account: account)
        let url = URL(filePath: file)
        let answer =
            switch target {
            case .roster(let isTrial): try taking.roster(url, on: day, isTrial: isTrial)
            case .matching(let request, let purpose, let provenance):
                try taking.matching(
                    url,
                    on: day,
                    request: request,
                    purpose: purpose,
                    provenance: provenance
                )
            }
        return String(decoding: answer.bytes, as: UTF8.self)
    }

    // MARK: Over the socket

    var json: JSON {
        var members: [JSON.Member] = [
            JSON.Member("order", "takeList"), JSON.Member("file", .string(file)),
            JSON.Member("account", .string(account)),
            JSON.Member("day", .string(day?.description ?? "")),
        ]
        switch target {
        case .roster(let isTrial): members.append(JSON.Member("isTrial", .boolean(isTrial)))
        case .matching(let request, let purpose, let provenance):
            members.append(JSON.Member("request", .integer(request)))
            members.append(JSON.Member("purpose", .string(purpose.rawValue)))
            members.append(JSON.Member("provenance", .string(provenance)))
        }
        return .object(members)
    }

    init(file: String, account: String, day: Day?, target: Target) {
        self.file = file
        self.account = account
        self.day = day
        self.target = target
    }

    init?(json: JSON) {
        guard json["order"]?.string == "takeList", let file = json["file"]?.string,
            let account = json["account"]?.string, let day = json["day"]?.string
        else { return nil }
        let target: Target
        if let isTrial = json["isTrial"]?.boolean {
            target = .roster(isTrial: isTrial)
        } else {
            guard let request = json["request"]?.integer,
                let purpose = json["purpose"]?.string.flatMap(MatchPurpose.init),
                let provenance = json["provenance"]?.string
            else { return nil }
            target = .matching(request: request, purpose: purpose, provenance: provenance)
        }
        self.init(file: file, account: account, day: Day(day), target: target)
    }
}
