internal import Foundation

/// Finds the tickets whose texts say the same (疑似重复), among those that are open or recent.
///
/// Texts are compared by the cosine of their characters and pairs of characters, each weighed by
/// how rare it is (IDF), however often a text has it. All but white space counts: how somebody
/// parts sentences is theirs, too. Those that many texts have find no candidates; they only weigh
/// in afterwards. Where a ticket is stands beside it, so that tickets out of scope take no place in
/// the list.
package struct SimilarityIndex: Sendable {
    /// A ticket that is alike.
    package struct Match: Hashable, Sendable {
        package let ticket: Int64
        /// From 0, nothing in common, to 1, the same.
        package let likeness: Double
    }

    /// What is known of a ticket besides its text.
    package struct Facts: Sendable {
        /// The units that have to do with it, desk first.
        package var units: [String]
        package var filedAt: Int64
        package var isOpen: Bool

        package init(units: [String], filedAt: Int64, isOpen: Bool) {
            self.units = units
            self.filedAt = filedAt
            self.isOpen = isOpen
        }
    }

    private struct Entry {
        let ticket: Int64
        var units: [UInt32]
        var filedAt: Int64
        var isOpen: Bool
        var isLive = true
    }

    /// How many characters and pairs of a text count, from its beginning.
    private static let pairsMax = 16_384
    /// How many bits tell pairs apart, for very many texts.
    package static let bucketBitsDefault = 20
    /// How many candidates are compared in full.
    private static let candidatesMax = 128
    /// A pair that more than one in so many texts has finds no candidates, unless there are few
    /// that are rarer.
    private static let commonShare = 16
    private static let rarePairsMin = 24
    /// How many texts' shares are added up to find candidates.
    private static let postingsMax = 300_000
    /// So few texts are all compared.
    private static let fewEntries = 512
    /// After how many more texts, besides an eighth, all are weighed anew.
    private static let freshEntries = 16

    /// For each pair the places of the entries with it, ascending.
    private var postings: [[UInt32]] = []
    private var entries: [Entry] = []
    private var norms: [Float] = []
    private var places: [Int64: Int] = [:]
    private var unitNames: [String] = []
    private var unitIDs: [String: UInt32] = [:]
    private var forgottenBefore = Int64.min / 2
    private static let forgetSeconds: Int64 = 3_600
    /// How rare each pair was when all were last weighed: texts are compared by one measure.
    private var rarities: [Float] = []
    /// How many entries there were then.
    private var normedCount = 0

    private let bucketBits: Int

    /// For few texts, few bits do.
    package init(bucketBits: Int = bucketBitsDefault) {
        self.bucketBits = bucketBits
        postings = Array(repeating: [], count: 1 << bucketBits)
        rarities = Array(repeating: 1, count: 1 << bucketBits)
    }

    package var count: Int { places.count }

    package func has(_ ticket: Int64) -> Bool { places[ticket] != nil }

    // MARK: Keeping it

    /// Takes a ticket in; one that is there already keeps its text.
    package mutating func put(_ ticket: Int64, text: String, _ facts: Facts) {
        if places[ticket] == nil { insert(ticket, pairs(of: text), facts) }
        update(ticket, facts)
    }

    /// Notes where a ticket is now, if it is here.
    package mutating func update(_ ticket: Int64, _ facts: Facts) {
        guard let place = places[ticket] else { return }
        entries[place].units = facts.units.map { id(ofUnit: $0) }
        entries[place].filedAt = facts.filedAt
        entries[place].isOpen = facts.isOpen
    }

    /// Forgets closed tickets that were filed before an instant, now and then.
    package mutating func forget(before instant: Int64) {
        guard instant >= forgottenBefore + Self.forgetSeconds else { return }
        forgottenBefore = instant
        for place in entries.indices
        where entries[place].isLive && !entries[place].isOpen && entries[place].filedAt < instant {
            entries[place].isLive = false
            places[entries[place].ticket] = nil
        }
        if entries.count > 2 * places.count + Self.fewEntries { compact() }
    }

    private mutating func id(ofUnit name: String) -> UInt32 {
        if let id = unitIDs[name] { return id }
        let id = UInt32(unitNames.count)
        unitNames.append(name)
        unitIDs[name] = id
        return id
    }

    private mutating func insert(_ ticket: Int64, _ pairs: [Int], _ facts: Facts) {
        let place = entries.count
        entries.append(Entry(ticket: ticket, units: [], filedAt: 0, isOpen: true))
        places[ticket] = place
        for pair in pairs { postings[pair].append(UInt32(place)) }
        norms.append(norm(of: pairs))
        if entries.count > normedCount + normedCount / 8 + Self.freshEntries { computeNorms() }
    }

    /// Weighs all texts anew, because rare pairs have become common.
    private mutating func computeNorms() {
        var squares = [Float](repeating: 0, count: entries.count)
        let unseen = log(Float(1 + entries.count)) + 1
        for (bucket, list) in postings.enumerated() {
            guard !list.isEmpty else {
                rarities[bucket] = unseen
                continue
            }
            let rarity = unseen - log(Float(1 + list.count))
            rarities[bucket] = rarity
            for place in list { squares[Int(place)] += rarity * rarity }
        }
        norms = squares.map { max($0.squareRoot(), .leastNormalMagnitude) }
        normedCount = entries.count
    }

    private mutating func compact() {
        var moved = [Int](repeating: -1, count: entries.count)
        var kept: [Entry] = []
        for (place, entry) in entries.enumerated() where entry.isLive {
            moved[place] = kept.count
            kept.append(entry)
        }
        for bucket in postings.indices where !postings[bucket].isEmpty {
            postings[bucket] = postings[bucket].compactMap { place in
                moved[Int(place)] < 0 ? nil : UInt32(moved[Int(place)])
            }
        }
        entries = kept
        places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1.ticket, $0) })
        computeNorms()
    }

    // MARK: Weights

    /// The characters of a text and the pairs of them, each once, ascending.
    private func pairs(of text: String) -> [Int] {
        var pairs: [Int] = []
        pairs.reserveCapacity(min(Self.pairsMax, text.utf8.count))
        func add(_ first: UInt32, _ second: UInt32) {
            let mixed = (UInt64(first) << 32 | UInt64(second)) &* 0x9E37_79B9_7F4A_7C15
            pairs.append(Int(mixed >> UInt64(64 - bucketBits)))
        }
        var last: UInt32 = 0
        for scalar in text.unicodeScalars where !CharacterPairs.isSpace(scalar) {
            guard pairs.count < Self.pairsMax - 1 else { break }
            let next = (CharacterPairs.fold(scalar) ?? scalar).value
            add(next, 0)
            if last != 0 { add(last, next) }
            last = next
        }
        // Faster than a set: there are some hundreds.
        pairs.sort()
        var count = 0
        for pair in pairs where count == 0 || pairs[count - 1] != pair {
            pairs[count] = pair
            count += 1
        }
        pairs.removeLast(pairs.count - count)
        return pairs
    }

    private func norm(of pairs: [Int]) -> Float {
        let sum = pairs.reduce(0) { $0 + rarities[$1] * rarities[$1] }
        return max(sum.squareRoot(), .leastNormalMagnitude)
    }
}

// MARK: - Asking

extension SimilarityIndex {
    /// The tickets that are most like a text, best first, of those with a unit that is wanted.
    package func matches(
        for text: String,
        limit: Int,
        atLeast least: Double,
        whereUnit isWanted: (String) -> Bool
    ) -> [Match] {
        let pairs = pairs(of: text)
        guard !pairs.isEmpty, !entries.isEmpty else { return [] }
        let (rare, common) = parted(pairs)
        let norm = norm(of: pairs)
        var candidates = candidates(for: rare, whereUnit: isWanted)
        weighIn(common, candidates: &candidates)
        for index in candidates.indices {
            candidates[index].score /= norm * norms[candidates[index].place]
        }
        return candidates.filter { Double($0.score) >= least }
            .sorted { ($1.score, entries[$1.place].ticket) < ($0.score, entries[$0.place].ticket) }
            .prefix(limit)
            .map { Match(ticket: entries[$0.place].ticket, likeness: Double(min(1, $0.score))) }
    }

    /// The pairs that find candidates, and those that only weigh in.
    private func parted(_ pairs: [Int]) -> (rare: ArraySlice<Int>, common: ArraySlice<Int>) {
        let pairs = pairs.sorted { postings[$0].count < postings[$1].count }
        let commonest = max(Self.fewEntries, entries.count / Self.commonShare)
        var total = 0
        let end = pairs.indices.first { index in
            let count = postings[pairs[index]].count
            total += count
            let isRare = count <= commonest || index < Self.rarePairsMin
            return index > 0 && (!isRare || total > Self.postingsMax)
        }
        return (pairs[..<(end ?? pairs.endIndex)], pairs[(end ?? pairs.endIndex)...])
    }

    private typealias Candidate = (place: Int, score: Float)

    /// The entries that share the most with rare pairs.
    private func candidates(
        for rare: ArraySlice<Int>,
        whereUnit isWanted: (String) -> Bool
    ) -> [Candidate] {
        var scores = [Float](repeating: 0, count: entries.count)
        for pair in rare {
            let weight = rarities[pair] * rarities[pair]
            for place in postings[pair] { scores[Int(place)] += weight }
        }
        let wanted = unitNames.map(isWanted)
        // By the share of what they say themselves: a long text has much in common with any.
        var best = Best()
        for place in scores.indices where scores[place] > best.least * norms[place] {
            let entry = entries[place]
            guard entry.isLive, entry.units.contains(where: { wanted[Int($0)] }) else { continue }
            best.take(place, scores[place] / norms[place])
        }
        best.cut()
        return best.all.map { ($0.place, scores[$0.place]) }.sorted { $0.place < $1.place }
    }

    /// The candidates of the largest shares, found without sorting all.
    private struct Best {
        private(set) var all: [(place: Int, share: Float)] = []
        /// What a share must be above to be among them.
        private(set) var least: Float = 0

        mutating func take(_ place: Int, _ share: Float) {
            all.append((place, share))
            if all.count == 2 * candidatesMax { cut() }
        }

        mutating func cut() {
            guard all.count > candidatesMax else { return }
            all.sort { $1.share < $0.share }
            all.removeLast(all.count - candidatesMax)
            least = all[candidatesMax - 1].share
        }
    }

    /// Adds what the candidates, in the order of their places, share of pairs that many have.
    private func weighIn(_ common: ArraySlice<Int>, candidates: inout [Candidate]) {
        for pair in common {
            let list = postings[pair]
            let weight = rarities[pair] * rarities[pair]
            var position = 0
            for index in candidates.indices {
                let place = UInt32(candidates[index].place)
                position = list.position(of: place, from: position)
                guard position < list.count else { break }
                if list[position] == place { candidates[index].score += weight }
            }
        }
    }
}

extension [UInt32] {
    /// The index of the first that is at least a value, in an ascending list, from an index on
    /// before which all are less: found by strides that grow, for it is mostly near.
    fileprivate func position(of value: UInt32, from start: Int) -> Int {
        var (low, stride) = (start, 1)
        while low + stride < endIndex, self[low + stride] < value {
            low += stride
            stride *= 2
        }
        var high = Swift.min(low + stride, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
