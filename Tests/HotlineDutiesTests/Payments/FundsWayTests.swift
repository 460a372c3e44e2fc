import Hotline
import HotlineTesting
import Testing

@testable import HotlineDuties

/// How long money stayed where.
@Suite struct FundsWayTests {
    private static let month = PaymentMonth(of: Day(number: 20_758))

    private func movement(
        _ id: Int64,
        _ step: FundStep,
        from: String?,
        to: String?,
        _ yuan: Int64,
        on day: Int
    ) throws -> FundMovement {
        FundMovement(
            id: id,
            programme: .urbanDibao,
            month: Self.month,
            step: step,
            from: try from.map(UnitID.of),
            to: try to.map(UnitID.of),
            amount: Fen(yuan * 100),
            on: Self.month.firstDay.advanced(by: day - 1)
        )
    }

    private static let city = "1401-civil-affairs"
    private static let county = "140105-civil-affairs"

    @Test func whatComesFirstLeavesFirst() throws {
        let way = FundsWay(
            [
                try movement(1, .raised, from: nil, to: Self.city, 100, on: 1),
                try movement(2, .allocated, from: Self.city, to: Self.county, 100, on: 2),
                try movement(3, .passedOn, from: Self.city, to: Self.county, 60, on: 5),
                try movement(4, .passedOn, from: Self.city, to: Self.county, 40, on: 25),
                try movement(5, .paid, from: Self.county, to: nil, 80, on: 30),
            ],
            today: Self.month.firstDay.advanced(by: 59)
        )
        let city = way.holds.filter { $0.unit.description == Self.city }
        #expect(city.map(\.days) == [4, 24])
        #expect(city.map(\.amount) == [Fen(6000), Fen(4000)])
        let county = way.holds.filter { $0.unit.description == Self.county }
        #expect(county.map(\.days) == [25, 5, 35])
        #expect(county.map { $0.leftOn == nil } == [false, false, true])
        #expect(way.beyond == [])
        let signs = way.signs(try PaymentReaderTests.rules())
        #expect(signs.map(\.rule.sign) == [.holdUp, .holdUp, .withhold])
        #expect(signs.map(\.count) == [24, 25, 35])
    }

    @Test func whatIsPaidBeyondWhatCameIsMarked() throws {
        let way = FundsWay(
            [
                try movement(1, .passedOn, from: Self.city, to: Self.county, 10, on: 5),
                try movement(2, .paid, from: Self.county, to: nil, 12, on: 6),
            ],
            today: Self.month.day(10)
        )
        #expect(way.beyond.map(\.amount) == [Fen(200)])
        #expect(way.signs(try PaymentReaderTests.rules()).map(\.rule.sign) == [.crowdOut])
    }

    @Test("every fen that came is accounted for, whatever the order")
    func nothingIsLost() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            var movements: [FundMovement] = []
            for id in 1...Int64.random(in: 2...12, using: &random) {
                let isIn = Bool.random(using: &random)
                movements.append(
                    try movement(
                        id,
                        isIn ? .passedOn : .paid,
                        from: isIn ? Self.city : Self.county,
                        to: isIn ? Self.county : nil,
                        .random(in: 1...50, using: &random),
                        on: .random(in: 1...28, using: &random)
                    )
                )
            }
            let way = FundsWay(movements, today: Self.month.day(28))
            let came = movements.filter { $0.to != nil }.reduce(Fen(0)) { $0 + $1.amount }
            guard came > Fen(0) else { continue }
            let held = way.holds.filter { $0.unit.description == Self.county }
            #expect(held.reduce(Fen(0)) { $0 + $1.amount } == came)
            let left = movements.filter { $0.to == nil }.reduce(Fen(0)) { $0 + $1.amount }
            let matched = held.filter { $0.leftOn != nil }.reduce(Fen(0)) { $0 + $1.amount }
            let beyond = way.beyond.filter { $0.unit.description == Self.county }
            #expect(matched + beyond.reduce(Fen(0)) { $0 + $1.amount } == left)
        }
    }
}
