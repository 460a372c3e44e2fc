private import CLiblinear
private import Glibc
private import Synchronization

/// A text as numbers: its grams, ascending, and how much each says.
struct Vector: Sendable {
    var grams: [Int32]
    var values: [Float]
}

/// What LIBLINEAR found: for each class its weight for each gram, and its bias.
struct Separation: Sendable {
    var weights: [[Float]]
    var biases: [Float]

    /// A class that no example is of lies as far off as one that is always wrong.
    static let unseenBias: Float = -1.25

    func scores(of vector: Vector) -> [Float] {
        weights.indices.map { label in
            var sum = biases[label]
            for (gram, value) in zip(vector.grams, vector.values) {
                sum += weights[label][Int(gram)] * value
            }
            return sum
        }
    }
}

/// LIBLINEAR, as far as training needs it.
enum Liblinear {
    /// How closely the optimum is approached; finer changes no prediction that counts.
    private static let tolerance = 0.02
    /// The dual solver shuffles by rand(), which the whole process shares: one at a time, so that
    /// the same examples give the same model.
    private static let turn = Mutex(())

    /// Separates each class from all others by a support vector machine (L2-loss, dual).
    static func separate(
        _ vectors: [Vector],
        classes: [Int],
        classCount: Int,
        gramCount: Int
    ) -> Separation {
        fit(
            vectors,
            classes: classes,
            classCount: classCount,
            gramCount: gramCount,
            solver: Int32(L2R_L2LOSS_SVC_DUAL),
            cost: 1
        )
    }

    /// From a number to how often something is true, by logistic regression.
    static func chance(of isTrue: [Bool], by numbers: [Double]) -> (slope: Double, offset: Double) {
        let found = fit(
            numbers.map { Vector(grams: [0], values: [Float($0)]) },
            classes: isTrue.map { $0 ? 1 : 0 },
            classCount: 2,
            gramCount: 1,
            solver: Int32(L2R_LR),
            cost: 10
        )
        return (Double(found.weights[1][0]), Double(found.biases[1]))
    }

    private static func fit(
        _ vectors: [Vector],
        classes: [Int],
        classCount: Int,
        gramCount: Int,
        solver: Int32,
        cost: Double
    ) -> Separation {
        turn.withLock { _ in
            srand(1)
            return solve(
                vectors,
                classes: classes,
                classCount: classCount,
                gramCount: gramCount,
                solver: solver,
                cost: cost
            )
        }
    }

    private static func solve(
        _ vectors: [Vector],
        classes: [Int],
        classCount: Int,
        gramCount: Int,
        solver: Int32,
        cost: Double
    ) -> Separation {
        let rows = NodeRows(vectors, biasIndex: Int32(gramCount + 1))
        defer { rows.free() }
        var targets = classes.map { Double($0) }
        var parameters = unsafe parameter()
        unsafe parameters.solver_type = solver
        unsafe parameters.eps = tolerance
        unsafe parameters.C = cost
        shim_liblinear_be_silent()
        return unsafe targets.withUnsafeMutableBufferPointer { targets in
            unsafe rows.starts.withUnsafeMutableBufferPointer { starts in
                var task = unsafe problem()
                unsafe task.l = Int32(vectors.count)
                unsafe task.n = Int32(gramCount + 1)
                unsafe task.y = targets.baseAddress
                unsafe task.x = starts.baseAddress
                unsafe task.bias = 1
                let model = unsafe train(&task, &parameters)
                defer {
                    var done = unsafe model
                    unsafe free_and_destroy_model(&done)
                }
                return unsafe separation(model, classCount: classCount, gramCount: gramCount)
            }
        }
    }

    private static func separation(
        _ model: UnsafeMutablePointer<model>?,
        classCount: Int,
        gramCount: Int
    ) -> Separation {
        let none = [Float](repeating: 0, count: gramCount)
        var result = Separation(
            weights: Array(repeating: none, count: classCount),
            biases: Array(repeating: Separation.unseenBias, count: classCount)
        )
        guard let model = unsafe model?.pointee, let weights = unsafe model.w,
            let labels = unsafe model.label
        else { return result }
        let found = unsafe Int(model.nr_class)
        let vectors = found == 2 ? 1 : found
        for place in 0..<found {
            let label = unsafe Int(labels[place])
            // Of two classes there is one vector, which speaks for the first and against the other.
            let sign: Float = found == 2 && place == 1 ? -1 : 1
            let column = found == 2 ? 0 : place
            for gram in 0..<gramCount {
                let weight = unsafe weights[gram * vectors + column]
                if weight != 0 { result.weights[label][gram] = sign * Float(weight) }
            }
            result.biases[label] = unsafe sign * Float(weights[gramCount * vectors + column])
        }
        return result
    }
}

/// Vectors as LIBLINEAR wants them: each ends with its bias and a mark.
@safe private final class NodeRows {
    private let nodes: UnsafeMutableBufferPointer<feature_node>
    var starts: [UnsafeMutablePointer<feature_node>?] = unsafe []

    init(_ vectors: [Vector], biasIndex: Int32) {
        let count = vectors.reduce(0) { $0 + $1.grams.count + 2 }
        unsafe nodes = .allocate(capacity: count)
        var next = 0
        for vector in vectors {
            unsafe starts.append(nodes.baseAddress.map { unsafe $0 + next })
            for (gram, value) in zip(vector.grams, vector.values) {
                unsafe nodes.initializeElement(
                    at: next,
                    to: feature_node(index: gram + 1, value: Double(value))
                )
                next += 1
            }
            unsafe nodes.initializeElement(at: next, to: feature_node(index: biasIndex, value: 1))
            unsafe nodes.initializeElement(at: next + 1, to: feature_node(index: -1, value: 0))
            next += 2
        }
    }

    func free() {
        unsafe nodes.deallocate()
        unsafe starts = []
    }
}
