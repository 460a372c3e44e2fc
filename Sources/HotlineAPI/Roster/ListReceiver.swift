internal import Foundation
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import NationalCrypto
internal import Synchronization
internal import Tabular

/// A list on its way in: it is kept in memory, for what stands in it is personal.
final class ListReceiver: BodySink {
    private let state: Mutex<State>

    private struct State {
        let file: MemoryFile
        let hash = SM3.Stream()
        var size = 0
        var failure: (any Error)?
    }

    /// Largest list, in bytes.
    static let sizeMax = AttachmentFolder.sizeMax

    init() throws {
        state = Mutex(State(file: try MemoryFile()))
    }

    /// The list of a request; one that is small may be its body.
    static func of(_ request: Request) throws -> ListReceiver {
        if let receiver = request.upload as? ListReceiver { return receiver }
        guard !request.body.isEmpty, let receiver = try? ListReceiver() else {
            throw Problem(type: "bad-list", status: 422, detail: "请求体须是清单文件（CSV或XLSX）。")
        }
        receiver.write(request.body)
        return receiver
    }

    func write(_ bytes: [UInt8]) {
        state.withLock { state in
            guard state.failure == nil else { return }
            state.hash.add(bytes)
            state.size += bytes.count
            do {
                try state.file.write(bytes)
            } catch {
                state.failure = error
            }
        }
    }

    /// The SM3 of what came, which tells one list from another.
    var digest: String {
        state.withLock { $0.hash.digest().hexadecimal }
    }

    /// Reads the list row by row.
    func read(_ visit: (Table.Found) throws -> Void) throws {
        let file = try state.withLock { state in
            if state.failure != nil { throw Problem.storage }
            return state.file
        }
        do {
            try Table.read(file.url) { found, _ in try visit(found) }
        } catch let mistake as TableMistake {
            throw Problem(type: "bad-list", status: 422, detail: mistake.message)
        }
    }

    /// Reads the rows by the columns that a list may have, trimmed, and without blank cells.
    func read<Column: Hashable>(
        places: ([String]) throws -> [Column: Int],
        bad: (Int, String) -> Void,
        _ visit: (Int, [Column: String]) throws -> Void
    ) throws {
        var header: [Column: Int]?
        try read { found in
            switch found {
            case .header(let names): header = try places(names.names)
            case .bad(let line, let mistake): bad(line, mistake.message)
            case .row(let row):
                let places = try header ?? places(row.header.names)
                let cells = places.compactMapValues { index -> String? in
                    guard index < row.cells.count else { return nil }
                    let cell = row.cells[index].trimmingCharacters(in: .whitespacesAndNewlines)
                    return cell.isEmpty ? nil : cell
                }
                try visit(row.line, cells)
            }
        }
    }
}

/// Which paths bring lists.
enum ListPaths {
    static func isList(_ method: String, _ path: String) -> Bool {
        method == "POST"
            && (path == "/api/v1/roster/imports"
                || (path.hasPrefix("/api/v1/data-requests/") && path.hasSuffix("/lists")))
    }
}
