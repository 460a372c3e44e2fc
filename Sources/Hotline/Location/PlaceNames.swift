/// All that divisions are called, each name with the divisions that it may mean.
struct PlaceNames: Sendable {
    /// How a name stands for a division.
    enum Form: Sendable {
        /// As it is written.
        case full
        /// With another suffix: an old name (撤乡设镇), or a slip.
        case variant
        /// Without a suffix; means it only right behind what it lies in.
        case short
        /// A county's name that is an everyday word, such as 城区.
        case generic
    }

    /// A division that a name may mean.
    struct Meaning: Sendable {
        /// Its place among all divisions.
        let division: Int
        let level: Level
        let form: Form
    }

    private(set) var names: [String] = []
    private(set) var meanings: [[Meaning]] = []
    /// What the place said next is to the person, by name: `户籍` is followed by 户籍地.
    private(set) var roles: [Int: PlaceThatCounts] = [:]
    /// The names of provinces of which no township is known.
    private(set) var elsewhere: Set<Int> = []
    private var ids: [String: Int] = [:]
    private let folding: TextFolding

    init(_ divisions: Divisions, folding: TextFolding) {
        self.folding = folding
        for (index, division) in divisions.all.enumerated() {
            add(division, at: index)
        }
        for successor in divisions.successors { add(successor, of: divisions) }
        for province in divisions.provinces where divisions[province.code] == nil {
            elsewhere.insert(id(of: province.name))
        }
        for (word, role) in Self.cues { roles[id(of: word)] = role }
    }

    private static let cues: [(String, PlaceThatCounts)] = [
        ("户籍", .registered), ("户口", .registered), ("老家", .registered),
        ("现住", .residence), ("居住", .residence), ("住址", .residence), ("住在", .residence),
        ("家住", .residence), ("租住", .residence), ("暂住", .residence), ("现在在", .residence),
    ]

    /// Names are compared with texts that were folded, so they are too.
    private mutating func id(of name: String) -> Int {
        let name = folding.fold(name)
        if let id = ids[name] { return id }
        let id = names.count
        names.append(name)
        meanings.append([])
        ids[name] = id
        return id
    }

    private mutating func add(_ name: String, _ division: Int, _ level: Level, _ form: Form) {
        let id = id(of: name)
        guard !meanings[id].contains(where: { $0.division == division }) else { return }
        meanings[id].append(Meaning(division: division, level: level, form: form))
    }

    private mutating func add(_ division: Division, at index: Int) {
        let level = division.code.level
        switch level {
        case .province, .city, .county:
            let stem = division.name.droppingSuffix(of: Self.upperSuffixes)
            let isGeneric = level == .county && stem.count < 2 && division.name.hasSuffix("区")
            add(division.name, index, level, isGeneric ? .generic : .full)
            if stem.count >= 2 { add(stem, index, level, .short) }
        case .township: add(township: division.name, at: index)
        case .village: add(village: division.name, at: index)
        }
    }

    private static let upperSuffixes = ["省", "市", "县", "区"]

    private mutating func add(township name: String, at index: Int) {
        add(name, index, .township, .full)
        for other in Numerals.otherWays(of: name) { add(other, index, .township, .full) }
        let stem = name.droppingSuffix(of: Self.townshipSuffixes)
        guard stem != name, stem.count >= 2 else { return }
        if name.hasSuffix("街道") {
            for suffix in Self.officeSuffixes { add(stem + suffix, index, .township, .full) }
        }
        for suffix in Self.townshipSuffixes + Self.officeSuffixes {
            add(stem + suffix, index, .township, .variant)
        }
        // A street's name says nothing about whose it is.
        guard !stem.hasSuffix("街"), !stem.hasSuffix("路"), !stem.hasSuffix("巷") else { return }
        add(stem, index, .township, .short)
    }

    private static let townshipSuffixes = ["街道", "镇", "乡"]
    private static let officeSuffixes = ["街道办事处", "街道办", "街办", "办事处"]

    /// `坞城村`, and `坞城行政村`; `师范街社区`, and `师范街居委会`.
    private mutating func add(village name: String, at index: Int) {
        for name in [name] + Numerals.otherWays(of: name) { add(oneVillage: name, at: index) }
    }

    private mutating func add(oneVillage name: String, at index: Int) {
        add(name, index, .village, .full)
        if name.hasSuffix("社区") {
            add(name.dropLast(2) + "居委会", index, .village, .full)
        } else if name.hasSuffix("村") {
            add(name.dropLast() + "行政村", index, .village, .full)
            add(name.dropLast() + "村委会", index, .village, .full)
        }
    }

    /// An abolished township's name means the one that took over, unless it is taken.
    private mutating func add(_ successor: Divisions.Successor, of divisions: Divisions) {
        guard let index = divisions.index(of: successor.township) else { return }
        let isTaken = divisions.children(of: successor.county).contains {
            $0.name == successor.name && !$0.isAbolished
        }
        guard !isTaken else { return }
        add(successor.name, index, .township, .full)
    }
}

extension String {
    /// This name without the first of these suffixes that it has.
    func droppingSuffix(of suffixes: [String]) -> String {
        for suffix in suffixes where hasSuffix(suffix) {
            return String(dropLast(suffix.count))
        }
        return self
    }
}
