package import Foundation
internal import Glibc

/// A file in memory alone, for tables that must not lie on disk in the clear.
///
/// Safe because nobody else has the descriptor, which lives as long as this does.
@safe package final class MemoryFile: @unchecked Sendable {
    // @unchecked because it belongs to one request, whose steps never overlap.
    private let handle: FileHandle

    /// - Throws: ``TableMistake/cannotRead(_:)`` if there is no memory for one.
    package init() throws {
        let name = "/hotline-\(UUID().uuidString)"
        let descriptor = unsafe shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0o600)
        guard descriptor >= 0 else { throw TableMistake.cannotRead("the memory for a list") }
        unsafe shm_unlink(name)
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    package func write(_ bytes: [UInt8]) throws {
        try handle.write(contentsOf: Data(bytes))
    }

    /// Where it can be read from the beginning, by this process and while this is there.
    package var url: URL { URL(filePath: "/proc/self/fd/\(handle.fileDescriptor)") }
}
