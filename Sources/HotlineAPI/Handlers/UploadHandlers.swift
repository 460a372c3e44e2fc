internal import Foundation
internal import HTTPTypes
internal import Hotline
internal import HotlineStore
package import MicroHTTP
internal import StrictJSON

extension FileReceiver: BodySink {}

extension Server {
    /// The bodies that go to disk as they come: files for a ticket that their sender sees.
    package var uploads: Uploads {
        Uploads(
            sizeMax: AttachmentFolder.sizeMax,
            isUpload: { method, path in
                TableUpload.sender(method, path) != nil
                    || (method == "POST" && path.hasPrefix("/api/v1/tickets/")
                        && path.hasSuffix(Self.uploadSuffix))
            },
            sink: { request in
                if let sender = TableUpload.sender(request.method.rawValue, request.path) {
                    return table(request, from: sender)
                }
                let number = request.path.dropFirst("/api/v1/tickets/".count)
                    .dropLast(Self.uploadSuffix.count)
                guard let number = TicketNumber(String(number)),
                    let signedIn = try? office.doors.enter(request, at: office.clock())
                else { return nil }
                let actor = office.actor(of: signedIn.scoped)
                guard actor.readsTickets, !signedIn.isReadOnly,
                    (try? office.store.ticket(number, for: actor)) != nil
                else { return nil }
                return try? office.store.attachments.receive()
            }
        )
    }

    private static let uploadSuffix = "/attachments"

    /// Where a table goes: into memory, and from nobody who may not bring it.
    ///
    /// Whoever may not is refused by the handler, as with any other request.
    private func table(_ request: Request, from sender: TableUpload.Sender) -> TableUpload? {
        guard let signedIn = try? office.doors.enter(request, at: office.clock()),
            !signedIn.isReadOnly
        else { return nil }
        let actor = office.actor(of: signedIn.scoped)
        let isAllowed =
            switch sender {
            case .lists: actor.bringsLists
            case .payments: actor.keepsBooks(of: actor.unit.division)
            }
        return isAllowed ? try? TableUpload() : nil
    }
}

extension TicketHandlers {
    /// Answers `POST /api/v1/tickets/{number}/attachments`: the file itself is the body, and its
    /// name stands in `Content-Disposition`.
    func upload(_ exchange: Exchange) throws -> Answer {
        let actor = exchange.actor
        guard actor.readsTickets else { throw Problem.notPermitted }
        let number = try exchange.ticketNumber()
        guard try office.store.ticket(number, for: actor) != nil else { throw Problem.notThere }
        guard let receiver = exchange.request.upload as? FileReceiver else {
            throw Problem.storage
        }
        guard let type = AttachmentType(beginning: receiver.beginning) else {
            throw Problem(
                type: "unsupported-media-type",
                status: 415,
                detail: "附件只收：\(AttachmentType.names.joined(separator: "、"))，按内容识别。"
            )
        }
        let name = try Self.fileName(exchange.request[.contentDisposition])
        let file = try receiver.finish()
        let order = Order.attach(name: name, type: type.name, file: file)
        return try perform(order, on: number, seenAt: nil, exchange)
    }

    /// The name in `attachment; filename*=UTF-8''…` (RFC 6266).
    private static func fileName(_ field: String?) throws -> String {
        let mark = "filename*=UTF-8''"
        let encoded = field.flatMap { field in
            field.range(of: mark, options: .caseInsensitive).map { field[$0.upperBound...] }
        }
        let name = encoded?.prefix { $0 != ";" }.removingPercentEncoding ?? ""
        var mistakes = BodyMistakes()
        Shape.text(lengthMax: TextLimit.name).check(.string(name), at: "/name", into: &mistakes)
        guard mistakes.isEmpty else {
            throw Problem.malformed("请在Content-Disposition头中写明文件名：attachment; \(mark)名称")
        }
        return name
    }
}
