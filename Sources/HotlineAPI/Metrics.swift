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

/// Numbers in the text format of Prometheus, each named `hotline_…`.
struct MetricsText {
    private(set) var lines = ""

    /// What only grows while the process lives.
    mutating func counter(_ name: String, _ value: Int) { add(name, "counter", value) }

    /// What goes up and down.
    mutating func gauge(_ name: String, _ value: Int) { add(name, "gauge", value) }

    /// A counter for each value of a label.
    mutating func counters(_ name: String, by label: String, _ values: [String: Int]) {
        lines += "# TYPE hotline_\(name) counter\n"
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            lines += "hotline_\(name){\(label)=\"\(key)\"} \(value)\n"
        }
    }

    private mutating func add(_ name: String, _ type: String, _ value: Int) {
        lines += "# TYPE hotline_\(name) \(type)\nhotline_\(name) \(value)\n"
    }
}
