internal import Foundation
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import NationalCrypto
internal import Synchronization
internal import Tabular

/// A table that somebody sends (CSV or XLSX), kept in memory as it comes: what stands in it is
/// personal, and nothing of it goes to disk unsealed.
final class TableUpload: BodySink {
    private let state: Mutex<State>

    private struct State {
        let file: Source
        let hash = SM3.Stream()
        var size = 0
        var failure: (any Error)?
    }

    private enum Source {
        case memory(MemoryFile)
        /// What whoever has the machine named, and is read where it lies.
        case file(URL)

        var url: URL {
            switch self {
            case .memory(let file): file.url
            case .file(let url): url
            }
        }
    }

    init() throws {
        state = Mutex(State(file: .memory(try MemoryFile())))
    }

    /// A table that lies on this machine, however large.
    ///
    /// - Throws: ``TableMistake/cannotRead(_:)``.
    init(file: URL) throws {
        state = Mutex(State(file: .file(file)))
        do {
            let handle = try FileHandle(forReadingFrom: file)
            while let piece = try handle.read(upToCount: Self.pieceSize), !piece.isEmpty {
                state.withLock { state in
                    state.hash.add(Array(piece))
                    state.size += piece.count
                }
            }
        } catch {
            throw TableMistake.cannotRead(file.path)
        }
    }

    /// How much of a file is read at once, in bytes.
    private static let pieceSize = 1 << 20

    /// A table that came within something else.
    convenience init(_ bytes: [UInt8]) throws {
        try self.init()
        write(bytes)
    }

    /// The table of a request.
    ///
    /// - Throws: A ``Problem`` if there is none, or if it is larger than it may be.
    static func of(
        _ request: Request,
        sizeMax: Int = AttachmentFolder.sizeMax
    ) throws -> TableUpload {
        let table = try request.upload as? TableUpload ?? TableUpload(request.body)
        let size = table.state.withLock { $0.size }
        guard size > 0 else { throw Problem.malformed("请把文件（CSV或XLSX）作为请求体发送。") }
        guard size <= sizeMax else {
            throw Problem(type: "too-large", status: 413, detail: "文件超过\(sizeMax >> 20)MB，请分开导入。")
        }
        return table
    }

    func write(_ bytes: [UInt8]) {
        state.withLock { state in
            guard state.failure == nil, case .memory(let file) = state.file else { return }
            state.hash.add(bytes)
            state.size += bytes.count
            do {
                try file.write(bytes)
            } catch {
                state.failure = error
            }
        }
    }

    /// The SM3 of what came, which tells one table from another.
    var digest: [UInt8] { state.withLock { $0.hash.digest() } }

    /// Reads the table row by row.
    ///
    /// - Throws: ``TableMistake`` if it is no table, and what `visit` throws.
    func read(
        limits: TableLimits = TableLimits(),
        isHeader: Table.HeaderTest? = nil,
        _ visit: (Table.Found) throws -> Void
    ) throws {
        let file = try state.withLock { state in
            if state.failure != nil { throw Problem.storage }
            return state.file
        }
        try Table.read(file.url, limits: limits, isHeader: isHeader) { found, _ in
            try visit(found)
        }
    }
}

// MARK: - Which requests bring one

extension TableUpload {
    /// Whose tables a path takes.
    enum Sender {
        /// Lists of people, from those who may change the registers.
        case lists
        /// Payments, from who keeps books.
        case payments
    }

    private static let payments: Set<String> = [
        "/api/v1/payments", "/api/v1/payments/check",
    ]

    /// Whose tables a request to a path may bring; nil if none.
    static func sender(_ method: String, _ path: String) -> Sender? {
        guard method == "POST" else { return nil }
        if payments.contains(path) { return .payments }
        let isList =
            path == "/api/v1/roster/imports"
            || (path.hasPrefix("/api/v1/data-requests/") && path.hasSuffix("/lists"))
        return isList ? .lists : nil
    }
}
