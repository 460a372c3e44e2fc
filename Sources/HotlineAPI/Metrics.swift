internal import Synchronization

/// What the server has done since it started, in numbers.
final class Metrics: Sendable {
    private let counts = Mutex<[Key: Int]>([:])

    private struct Key: Hashable, Comparable {
        let method: String
        let path: String
        let status: Int

        static func < (lhs: Key, rhs: Key) -> Bool {
            (lhs.path, lhs.method, lhs.status) < (rhs.path, rhs.method, rhs.status)
        }
    }

    /// Counts an answer, by the form of its path: never by what a client wrote.
    func count(method: String, path: String, status: Int) {
        counts.withLock { $0[Key(method: method, path: path, status: status), default: 0] += 1 }
    }

    /// The counts in the text format of Prometheus.
    var text: String {
        let lines = counts.withLock { $0.sorted { $0.key < $1.key } }.map { key, count in
            """
            hotline_requests_total{method="\(key.method)",path="\(key.path)",\
            status="\(key.status)"} \(count)
            """
        }
        let head = "# TYPE hotline_requests_total counter"
        return ([head] + lines).joined(separator: "\n") + "\n"
    }
}
