internal import Foundation
internal import Glibc
internal import HTTPTypes
internal import HotlineAPI
internal import MicroHTTP
internal import StrictJSON

/// The socket in a data directory by which the command line talks to the server that has it.
///
/// Whoever may open the file may do everything: it belongs to the server's user alone.
enum ControlSocket {
    private static let name = "control.sock"
    /// `sun_path` has 108 bytes; beyond that the directory is named by a descriptor.
    private static let pathLengthMax = 100
    /// How long an order may take; a list of two million rows takes some minutes.
    private static let waitSecondsMax = 3600

    /// The path of the socket, which fits whatever the directory is called.
    static func path(in directory: URL) throws -> String {
        let path = directory.appending(path: name).path
        guard path.utf8.count > pathLengthMax else { return path }
        let descriptor = unsafe open(directory.path, O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandError("cannot open the data directory \(directory.path)")
        }
        return "/proc/self/fd/\(descriptor)/\(name)"  // Open for as long as the process lives.
    }

    /// Sends an order to the server that has the directory.
    ///
    /// - Returns: What to print; nil if no server has it.
    static func send(_ order: AdministrationOrder, to directory: URL) throws -> String? {
        let path = try path(in: directory)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let request = Request(.post, "/orders", body: order.json.bytes)
        let response: Response
        do throws(UnixClient.Failure) {
            response = try UnixClient.send(request, to: path, timeoutSeconds: waitSecondsMax)
        } catch {
            if case .noServer = error { return nil }
            throw CommandError("the server did not answer: \(error)")
        }
        let text = String(decoding: response.body, as: UTF8.self)
        guard response.status == .ok else { throw CommandError(text) }
        return text
    }

    /// Answers orders.
    static func answer(_ request: Request, _ office: Office, _ folder: RuleFolder) -> Outcome {
        func text(_ status: HTTPResponse.Status, _ text: String) -> Outcome {
            .now(Response(status, body: Array(text.utf8)))
        }
        guard let json = try? JSON(request.body), let order = AdministrationOrder(json: json)
        else { return text(.badRequest, "the server is of another version; use its own program") }
        do {
            return text(.ok, try order.perform(on: office, rules: folder))
        } catch {
            return text(.conflict, "\(error)")
        }
    }
}
