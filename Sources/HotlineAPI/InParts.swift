internal import Dispatch
internal import Synchronization

extension Array where Element: Sendable {
    /// Does something to parts of the list on some threads, each of which takes the next part.
    ///
    /// - Returns: What came of all, in the order of the list.
    /// - Throws: What kept the first part that failed.
    func inParts<Value: Sendable>(
        of size: Int,
        threads: Int,
        _ work: @Sendable (ArraySlice<Element>) throws -> [Value]
    ) throws -> [Value] {
        let parts = stride(from: 0, to: count, by: size).map {
            self[$0..<Swift.min($0 + size, count)]
        }
        let next = Atomic(0)
        let results = Mutex<[Int: Result<[Value], any Error>]>([:])
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < parts.count else { return }
                let result = Result { try work(parts[index]) }
                results.withLock { $0[index] = result }
            }
        }
        return try results.withLock { results in
            try parts.indices.flatMap { try results[$0]?.get() ?? [] }
        }
    }
}
