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
        account: String = "0001"
    ) throws -> PaymentLine {
        PaymentLine(
            line: number,
            payee: .household,
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
        recipients: [PersonKey: Recipient] = [:],
        paid: Set<PersonKey> = [],
        standards: [Standard] = [],
        programme: PaymentProgramme = .urbanDibao
    ) throws -> [PaymentFinding.Kind] {
        let check = PaymentCheck(
            head: PaymentHead(
                county: try DivisionCode.of("140105"),
                programme: programme,
                month: Self.month,
                today: Self.month.day(23)
            ),
            rules: try PaymentReaderTests.rules(),
            standards: Standards(standards),
            recipients: RecipientList(recipients),
            paidAlready: paid
        )
        let keys = lines.map { PersonKey(Array($0.idNumber.description.utf8)) }
        return check.findings(lines, keys: keys, isWhole: true).map(\.kind)
    }

    private static let key = PersonKey(Array("11010519491231002X".utf8))

    private func recipient(
        monthly: Int64? = nil,
        until: Int? = nil,
        end: RecipientEnd? = nil,
        isStaff: Bool = false
    ) -> Recipient {
        Recipient(
            persons: 1,
            monthly: monthly.map { Fen($0) },
            since: Self.month.advanced(by: -12),
            until: until.map { Self.month.advanced(by: $0) },
            end: end,
            isStaff: isStaff
        )
    }

    @Test func whoHasLeftOrDiedIsFound() throws {
        let lines = [try line(2)]
        #expect(try find(lines, recipients: [Self.key: recipient()]) == [])
        #expect(try find(lines, recipients: [Self.key: recipient(until: 1)]) == [])
        #expect(try find(lines, recipients: [Self.key: recipient(until: 0)]) == [.left])
        let died = [Self.key: recipient(until: -1, end: .died)]
        #expect(try find(lines, recipients: died) == [.died])
    }

    @Test func whoIsLeftOutOrUnknownOrPaidTwiceIsFound() throws {
        let absent = [PersonKey([1]): recipient(), PersonKey([2]): recipient(until: 0)]
        #expect(try find([line(2)], recipients: absent) == [.unknown, .leftOut])
        #expect(try find([line(2)], paid: [Self.key]) == [.paidTwice])
        #expect(try find([line(2, sort: .back)], paid: [Self.key]) == [])
        #expect(try find([line(2)]) == [], "nobody has said who ought to be paid")
    }

    @Test func amountsOffTheListOrTheStandardAreFound() throws {
        #expect(try find([line(2)], recipients: [Self.key: recipient(monthly: 60_000)]) == [])
        #expect(
            try find([line(2)], recipients: [Self.key: recipient(monthly: 60_001)])
                == [.offStandard]
        )
        let standard = Standard(
            division: try DivisionCode.of("1401"),
            programme: .urbanDibao,
            from: Self.month.firstDay,
            paidFrom: nil,
            amount: Fen(59_999),
            basis: "测试",
            grade: .unverified
        )
        #expect(try find([line(2)], standards: [standard]) == [.offStandard])
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
        #expect(try find(lines) == [.sharedAccount])
        #expect(try find(Array(lines.dropLast())) == [])
        #expect(try find(lines, programme: .institutionalTekun) == [])
        let staff = [Self.key: recipient(isStaff: true)]
        #expect(try find([line(2)], recipients: staff) == [.roundSums])
        #expect(try find([line(2, amount: 60_001)], recipients: staff) == [])
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
