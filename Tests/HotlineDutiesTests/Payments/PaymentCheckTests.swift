import Hotline
import HotlineTesting
import Testing

@testable import HotlineDuties

/// What is found when payments are compared with what is known.
@Suite struct PaymentCheckTests {
    private static let month = PaymentMonth(of: Day(number: 20_758))

    private func line(
        _ number: Int,
        id: String = "11010519491231002X",
        amount: Int64 = 60_000,
        sort: PaymentSort = .regular,
        payee: Payee = .household,
        account: String = "0001"
    ) throws -> PaymentLine {
        PaymentLine(
            line: number,
            payee: payee,
            name: "张三",
            idNumber: try #require(IDNumber(id)),
            persons: 1,
            amount: Fen(amount),
            account: account,
            paidOn: Self.month.day(9),
            sort: sort,
            township: nil
        )
    }

    private func find(
        _ lines: [PaymentLine],
        recipients: RecipientList = .unknown,
        paid: [PersonKey: Fen] = [:],
        standards: [Standard] = [],
        programme: PaymentProgramme = .urbanDibao,
        isWhole: Bool = true
    ) throws -> [PaymentFinding] {
        let check = PaymentCheck(
            head: PaymentHead(
                county: try DivisionCode.of("140105"),
                programme: programme,
                month: Self.month,
                today: Self.month.day(23)
            ),
            rules: try PaymentReaderTests.rules(),
            standards: Standards(standards),
            recipients: recipients,
            paidAlready: paid
        )
        let keys = lines.map { Self.key($0.idNumber.description) }
        return check.findings(lines, keys: keys, isWhole: isWhole)
    }

    private static func key(_ id: String) -> PersonKey { PersonKey(Array(id.utf8)) }

    private static let head = "11010519491231002X"
    private static let wife = "440524188001010014"
    private static let key = key(head)

    /// A roster with one household, of the head and another.
    private func roster(
        monthly: Int64 = 60_000,
        isStaff: Bool = false,
        _ others: [PersonKey: Entitlement] = [:]
    ) -> RecipientList {
        let household = Recipient(
            household: 7,
            head: Self.key,
            persons: 2,
            monthly: Fen(monthly),
            isStaff: isStaff
        )
        let members: [PersonKey: Entitlement] = [
            Self.key: .due(household: 7), Self.key(Self.wife): .due(household: 7),
        ]
        return RecipientList(
            households: [7: household],
            byPerson: members.merging(others) { $1 },
            asOf: Self.month.firstDay
        )
    }

    @Test(arguments: [
        (Entitlement.ended(.left), PaymentFinding.Kind.left), (.ended(.died), .died),
        (.otherProgramme, .otherProgramme),
    ])
    func whoHasLeftOrDiedIsFound(_ standing: Entitlement, _ kind: PaymentFinding.Kind) throws {
        let roster = RecipientList(
            households: [:],
            byPerson: [Self.key: standing],
            asOf: Self.month.firstDay
        )
        #expect(try find([line(2)], recipients: roster).map(\.kind) == [kind])
        #expect(try find([line(2, sort: .back)], recipients: roster) == [], "for before that")
        #expect(try find([line(2)], recipients: self.roster()) == [])
    }

    @Test func whoIsLeftOutOrUnknownOrPaidTwiceIsFound() throws {
        let stranger = try line(2, id: Self.idNumber(1))
        let found = try find([stranger], recipients: roster())
        #expect(found.map(\.kind) == [.unknown, .leftOut])
        #expect(found.last?.person == Self.key)
        #expect(found.last?.expected == Fen(60_000))
        #expect(
            try find([stranger], recipients: roster(), isWhole: false).map(\.kind) == [.unknown]
        )
        #expect(try find([line(2)], paid: [Self.key: Fen(1)]).map(\.kind) == [.paidTwice])
        #expect(try find([line(2, sort: .back)], paid: [Self.key: Fen(1)]) == [])
        #expect(try find([line(2)]) == [], "the county keeps no roster")
    }

    @Test("a household is paid once, whoever of it is paid for all")
    func oneHousehold() throws {
        let both = [try line(2), try line(3, id: Self.wife)]
        let found = try find(both, recipients: roster())
        #expect(found.map(\.kind) == [.paidTwice])
        #expect(found.first?.line == 3)
        let before = [Self.key(Self.wife): Fen(60_000)]
        let again = try find([line(2)], recipients: roster(), paid: before)
        #expect(again.map(\.kind) == [.paidTwice])
        // Each is paid a part: together they have what the roster says.
        let parts = [
            try line(2, amount: 25_000, payee: .person),
            try line(3, id: Self.wife, amount: 35_000, payee: .person),
        ]
        #expect(try find(parts, recipients: roster()) == [])
        let rest = try find(
            [parts[1]],
            recipients: roster(),
            paid: [Self.key: Fen(25_000)],
            isWhole: false
        )
        #expect(rest == [], "what a supplement adds")
        let short = try find([parts[0]], recipients: roster())
        #expect(short.map(\.kind) == [.offRoster])
        #expect(short.first?.expected == Fen(60_000))
    }

    @Test func amountsOffTheRosterOrTheStandardAreFound() throws {
        let off = try find([line(2)], recipients: roster(monthly: 60_001))
        #expect(off.map(\.kind) == [.offRoster])
        #expect(try find([line(2)], recipients: roster(monthly: 0)) == [], "it does not say")
        let standard = Standard(
            division: try DivisionCode.of("1401"),
            programme: .urbanDibao,
            from: Self.month.firstDay,
            paidFrom: nil,
            amount: Fen(59_999),
            basis: "测试",
            grade: .unverified
        )
        #expect(try find([line(2)], standards: [standard]).map(\.kind) == [.offStandard])
        let both = try find([line(2)], recipients: roster(), standards: [standard])
        #expect(both.map(\.kind) == [.offStandard], "the roster has not been raised")
        #expect(try find([line(2, amount: 10_000)], standards: [standard]) == [], "补差")
    }

    @Test func severalOnOneAccountAndRoundSumsToStaffAreForTheManager() throws {
        let ids = [
            "11010519491231002X", "440524188001010014", "140105199001010013", "140105199001010021",
        ]
        let known = ids.compactMap(IDNumber.init).map(\.description)
        let made = (1...4).map { index in Self.idNumber(index) }
        #expect(known.count >= 2)
        let lines = try made.enumerated().map { try line($0 + 2, id: $1, account: "7777") }
        #expect(try find(lines).map(\.kind) == [.sharedAccount])
        #expect(try find(Array(lines.dropLast())) == [])
        #expect(try find(lines, programme: .institutionalTekun) == [])
        let staff = roster(isStaff: true)
        #expect(try find([line(2)], recipients: staff).map(\.kind) == [.roundSums])
        let odd = roster(monthly: 60_001, isStaff: true)
        #expect(try find([line(2, amount: 60_001)], recipients: odd) == [])
        for kind in [PaymentFinding.Kind.sharedAccount, .roundSums] {
            #expect(kind.isForManager)
        }
    }

    /// A made-up number whose check fits.
    private static func idNumber(_ index: Int) -> String {
        let body = "14010519900101\(100 + index)"
        let check = "0123456789X".first { IDNumber("\(body)\($0)") != nil }
        return body + String(check ?? "0")
    }
}
