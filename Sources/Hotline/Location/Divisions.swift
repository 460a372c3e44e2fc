/// The divisions that are known (行政区划): provinces, cities, counties, townships and, where
/// they were imported, villages.
package struct Divisions: Sendable {
    /// All of them, by code.
    package private(set) var all: [Division] = []
    /// Every province's names, to tell when an address lies in one that has no townships here.
    package private(set) var provinces: [Division] = []
    private var places: [DivisionCode: Int] = [:]
    private var childrenByParent: [DivisionCode: [DivisionCode]] = [:]
    /// Abolished townships and who took over, by county and name.
    package private(set) var successors: [Successor] = []

    /// An abolished township (撤销的乡镇) whose villages went to another one.
    package struct Successor: Hashable, Sendable {
        package let county: DivisionCode
        package let name: String
        package let township: DivisionCode

        package init(county: DivisionCode, name: String, township: DivisionCode) {
            self.county = county
            self.name = name
            self.township = township
        }
    }

    package init(_ divisions: [Division], provinces: [Division] = []) {
        self.provinces = provinces
        add(divisions)
    }

    package subscript(_ code: DivisionCode) -> Division? {
        places[code].map { all[$0] }
    }

    /// The place of a division among all of them.
    func index(of code: DivisionCode) -> Int? { places[code] }

    /// Those directly below, by code.
    package func children(of code: DivisionCode) -> [Division] {
        (childrenByParent[code] ?? []).compactMap { self[$0] }
    }

    package func all(at level: Level) -> [Division] {
        all.filter { $0.code.level == level }
    }

    /// The place of a county, township or village; nil for a city or a province.
    ///
    /// A township that was abolished stands for the one that took over, if that is known.
    package func place(_ code: DivisionCode) -> Place? {
        guard let county = code.county, self[county] != nil else { return nil }
        let township = code.township.flatMap { inForce($0) }
        let name = self[township ?? county]?.fullName ?? ""
        return Place(county: county, township: township, name: name)
    }

    /// The township itself, the one that took over from it, or nil if it is gone.
    package func inForce(_ township: DivisionCode) -> DivisionCode? {
        guard let division = self[township] else { return nil }
        guard division.isAbolished else { return township }
        let isMine = { (successor: Successor) in
            successor.county == township.county && successor.name == division.name
        }
        return successors.first(where: isMine)?.township
    }

    package mutating func add(_ divisions: [Division]) {
        all = (all + divisions).sorted { $0.code < $1.code }
        places = [:]
        childrenByParent = [:]
        for (index, division) in all.enumerated() {
            places[division.code] = index
            guard let parent = division.parent else { continue }
            childrenByParent[parent, default: []].append(division.code)
        }
    }

    package mutating func add(_ successors: [Successor]) {
        self.successors += successors
    }
}
