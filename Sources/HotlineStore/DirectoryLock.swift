internal import Foundation
internal import Glibc

/// Keeps a second server out of a data directory for as long as this lives.
///
/// The kernel gives the lock back when the process ends, however it ends.
final class DirectoryLock: Sendable {
    private let descriptor: Int32

    init(_ directory: URL) throws {
        let path = directory.appending(path: "lock").path
        descriptor = unsafe open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError("cannot write in the data directory \(directory.path)")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StoreError(
                "the data directory \(directory.path) is in use by another hotline; "
                    + "stop that one or name another directory with --data"
            )
        }
    }

    /// Lets others in, for good.
    func release() {
        flock(descriptor, LOCK_UN)
    }

    deinit {
        close(descriptor)
    }
}
