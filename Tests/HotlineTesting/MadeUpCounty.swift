package import Hotline

/// A county in which nobody is real (虚构县): its people, its roster, partners' lists, and what is
/// planted in them.
///
/// The same seed makes the same county. Names and numbers are made by dice; that a number's check
/// fits says nothing of anybody.
package struct MadeUpCounty {
    /// Somebody who is not real.
    package struct Resident: Sendable {
        package let name: String
        package let idNumber: String
        package let birthday: Day
        package let township: Int
        /// The household on the roster; nil for who is not on it.
        package let household: Int?
        package let isHead: Bool
        package let programme: String
        package let variety: String
        /// Category and grade, if the person has a certificate.
        package var disability: (category: Int, grade: Int)?
    }

    /// What was planted: the ID numbers of those about whom something must be found.
    package struct Truths: Sendable {
        /// Severely disabled, and not on the roster.
        package var missed: Set<String> = []
        /// Of a marginal household, and entitled to 低保 alone.
        package var entitledAlone: Set<String> = []
        /// Mildly disabled and on the list of high cost: neither alone would be looked at.
        package var disabledAndIll: Set<String> = []
        /// On the roster, and dead.
        package var died: Set<String> = []
        /// On the roster and dead, and the list has a slip in the number.
        package var diedWithSlip: Set<String> = []
        /// On the roster, with a car.
        package var cars: Set<String> = []
        /// On lists, and rightly so: about whom nothing may be found.
        package var quiet: Set<String> = []
    }

    package let townships: [String]
    package private(set) var residents: [Resident] = []
    package private(set) var truths = Truths()
    private var dice: SeededGenerator

    private static let surnames = Array("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
    private static let given = Array("安邦成德恩方光海和吉康兰梅宁平清仁书田文祥雪勇玉远云贞芝志忠")
    /// How many of a hundred families are on the roster, where nobody says.
    package static let usualRosterPercent = 8
    /// How many of each kind are planted, as one in so many residents.
    private static let plantedOneIn = 400

    /// Makes so many people, who live in townships of these names.
    package init(
        persons: Int,
        townships: [String],
        rosterPercent: Int = usualRosterPercent,
        seed: UInt64 = 9
    ) {
        self.townships = townships
        dice = SeededGenerator(seed: seed)
        residents.reserveCapacity(persons)
        var household = 0
        while residents.count < persons {
            let isListed = Int.random(in: 0..<100, using: &dice) < rosterPercent
            if isListed { household += 1 }
            addFamily(isListed ? household : nil)
        }
        plant()
    }

    private mutating func addFamily(_ household: Int?) {
        let township = Int.random(in: 0..<townships.count, using: &dice)
        let kinds = [
            ("低保", "农村"), ("低保", "城市"), ("特困", "分散"), ("低保边缘", ""), ("刚性支出困难", ""),
        ]
        let kind = kinds[Int.random(in: 0..<kinds.count, using: &dice)]
        let size = kind.0 == "特困" ? 1 : Int.random(in: 1...4, using: &dice)
        for index in 0..<size {
            residents.append(resident(township, household, isHead: index == 0, kind))
        }
    }

    private mutating func resident(
        _ township: Int,
        _ household: Int?,
        isHead: Bool,
        _ kind: (String, String)
    ) -> Resident {
        var name = String(Self.surnames[Int.random(in: 0..<Self.surnames.count, using: &dice)])
        for _ in 0..<2 {
            name.append(Self.given[Int.random(in: 0..<Self.given.count, using: &dice)])
        }
        let first = Day(number: -10_000)
        let birthday = first.advanced(by: Int.random(in: 0..<25_000, using: &dice))
        return Resident(
            name: name,
            idNumber: number(birthday),
            birthday: birthday,
            township: township,
            household: household,
            isHead: isHead,
            programme: kind.0,
            variety: kind.1
        )
    }

    /// A number that nobody has had yet: the people are counted in it.
    private func number(_ birthday: Day) -> String {
        let count = residents.count
        let region = 140_101 + count / 1000 % 400
        let order = count % 1000
        let digits = "\(region)\(birthday.compact)" + String("000\(order)".suffix(3))
        for check in "0123456789X" {
            if let id = IDNumber(digits + String(check)) { return id.description }
        }
        preconditionFailure("one of eleven check digits fits")
    }

    // MARK: Planting

    private mutating func plant() {
        let count = max(3, residents.count / Self.plantedOneIn)
        var free = residents.indices.shuffled(using: &dice)[...]
        func fits(_ index: Int, _ wanted: (Resident) -> Bool) -> Bool { wanted(residents[index]) }
        func pick(_ wanted: (Resident) -> Bool) -> [Int] {
            var picked: [Int] = []
            var rest: [Int] = []
            for index in free {
                if picked.count < count, fits(index, wanted) {
                    picked.append(index)
                } else {
                    rest.append(index)
                }
            }
            free = rest[...]
            return picked
        }
        let missed = pick { $0.household == nil }
        let mild = pick { $0.household == nil }
        let entitled = pick { $0.programme == "低保边缘" && $0.household != nil }
        let quiet = pick { $0.programme == "低保" && $0.household != nil }
        let died = pick { $0.household != nil && $0.programme == "低保" }
        let slipped = pick { $0.household != nil && $0.programme == "低保" }
        let cars = pick { $0.household != nil && $0.programme == "低保" }
        for (order, index) in missed.enumerated() {
            residents[index].disability = order % 2 == 0 ? (4, 1) : (6, 3)
        }
        for index in mild { residents[index].disability = (2, 4) }
        for index in entitled { residents[index].disability = (1, 2) }
        for index in quiet { residents[index].disability = (4, 2) }
        func numbers(_ indices: [Int]) -> Set<String> {
            Set(indices.map { residents[$0].idNumber })
        }
        truths.missed = numbers(missed)
        truths.disabledAndIll = numbers(mild)
        truths.entitledAlone = numbers(entitled)
        truths.quiet = numbers(quiet)
        truths.died = numbers(died)
        truths.diedWithSlip = numbers(slipped)
        truths.cars = numbers(cars)
    }

    // MARK: Lists

    /// The whole roster as a county keeps it, dates in three styles.
    package var rosterCSV: String {
        var text =
            "户编号,姓名,身份证号,与户主关系,救助类型,类别,乡镇,村（社区）,月保障金额,纳入日期,残疾人证号\r\n"
        for (index, person) in residents.enumerated() {
            guard let household = person.household else { continue }
            let entered = ["2024-03-01", "2024/3/1", "2024年3月1日"][household % 3]
            let amount = person.isHead ? "\(400 + household % 300).50" : ""
            text += "\(household),\(person.name),\(written(person, index)),"
            text += "\(person.isHead ? "户主" : "子女"),\(person.programme),\(person.variety),"
            text += "\(townships[person.township]),第\(household % 9)村,\(amount),\(entered),"
            text += "\(certificate(person))\r\n"
        }
        return text
    }

    /// Some lists still have numbers of the old form.
    private func written(_ person: Resident, _ index: Int) -> String {
        let isOld = index.isMultiple(of: 50) && person.birthday.year < 2000
        guard isOld else { return person.idNumber }
        let id = Array(person.idNumber)
        return String(id[0..<6] + id[8..<17])
    }

    private func certificate(_ person: Resident) -> String {
        person.disability.map { "\(person.idNumber)\($0.category)\($0.grade)" } ?? ""
    }

    /// Everybody with a certificate.
    package var disabilityCSV: String {
        var text = "姓名,身份证号,乡镇,残疾人证号\r\n"
        for person in residents where person.disability != nil {
            text += "\(person.name),\(person.idNumber),\(townships[person.township]),"
            text += "\(certificate(person))\r\n"
        }
        return text
    }

    /// Those who were planted as ill, and some who are on the roster anyway.
    package var medicalCSV: String {
        list { truths.disabledAndIll.contains($0) || truths.quiet.contains($0) }
    }

    /// The planted deaths, a slip in the number of some, and people who were on no roster.
    package var deathCSV: String {
        var text = "姓名,身份证号,乡镇,出生日期,死亡日期\r\n"
        for (index, person) in residents.enumerated() {
            let hasSlip = truths.diedWithSlip.contains(person.idNumber)
            guard
                hasSlip || truths.died.contains(person.idNumber)
                    || (person.household == nil && index.isMultiple(of: 101))
            else { continue }
            let number = hasSlip ? "\(person.idNumber.dropLast(2))**" : person.idNumber
            text += "\(person.name),\(number),\(townships[person.township]),"
            text += "\(person.birthday),2026-10-01\r\n"
        }
        return text
    }

    /// The planted cars, and those of people who are on no roster.
    package var vehicleCSV: String {
        var text = "姓名,身份证号,乡镇,数量,登记日期\r\n"
        for (index, person) in residents.enumerated()
        where
            truths.cars.contains(person.idNumber)
            || (person.household == nil && index.isMultiple(of: 7))
        {
            text += "\(person.name),\(person.idNumber),\(townships[person.township]),1,"
            text += "2026-09-01\r\n"
        }
        return text
    }

    private func list(_ isOn: (String) -> Bool) -> String {
        var text = "姓名,身份证号,乡镇\r\n"
        for person in residents where isOn(person.idNumber) {
            text += "\(person.name),\(person.idNumber),\(townships[person.township])\r\n"
        }
        return text
    }
}
