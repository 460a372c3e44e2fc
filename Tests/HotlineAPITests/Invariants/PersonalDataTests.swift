@testable import HotlineStore
import GRDB
import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// Personal data is never in an event (个人信息不入流水).
@Suite struct PersonalDataTests {
    private static let name = "欧阳思远"
    private static let phone = "13835161234"
    private static let idNumber = "140105198003074529"
    private static let address = "坞城路92号3单元701"
    private static let landline = "03517654321"

    /// Numbers stand in texts too, written as people write them.
    private static let said = "我叫张某，电话\(phone)，身份证\(idNumber)，座机0351-7654321，要低保。"

    private static let demand =
        Story.help + [
            "text": .string(said), "title": .string("回电\(phone)"),
            "address": .string("山西省太原市小店区坞城街道\(address)"),
            "caller": [
                "name": .string(name), "phone": .string(phone), "idNumber": .string(idNumber),
            ],
        ]

    @Test("no name, number or address that was told is in any event, answer or text")
    func nowhere() throws {
        let story = try Story(followedBy: [])
        let number = try story.file(Self.demand)
        try live(story, number)
        let told = [
            Self.name, Self.phone, Self.idNumber, Self.address, Self.landline, "0351-7654321",
        ]
        let found = try story.hotline.store.read { db in
            try [
                "event", "text", "ticket", "clock", "callBack", "coHandler", "told", "idempotency",
            ]
            .flatMap { table in try Self.cells(of: table, db).map { (table, $0) } }
            .filter { _, cell in told.contains { cell.contains($0) } }
        }
        #expect(found.isEmpty, "\(found)")
        let files = try story.hotline.store.read { try Self.cells(of: "attachment", $0) }
        #expect(!files.contains { $0.contains(Self.idNumber) }, "\(files)")
    }

    private static func cells(of table: String, _ db: Database) throws -> [String] {
        try Row.fetchAll(db, sql: "SELECT * FROM \(table)").flatMap { row in
            row.databaseValues.compactMap { value -> String? in
                if case .blob(let data) = value.storage {
                    return String(decoding: data, as: UTF8.self)
                }
                return String.fromDatabaseValue(value)
            }
        }
    }

    /// Says the numbers again wherever a text can be said.
    private func live(_ story: Story, _ number: String) throws {
        let text: JSON = ["text": .string(Self.said)]
        let reason: JSON = ["reason": .string(Self.said)]
        try story.act(.township, on: number, "sign", leads: .handling)
        try story.act(.operator, on: number, "note", text, leads: .handling)
        try story.act(.operator, on: number, "urge", reason, leads: .handling)
        let contact: JSON = ["reached": true, "note": .string(Self.said)]
        try story.act(.township, on: number, "contact", contact, leads: .handling)
        let file: JSON = [
            "name": .string("\(Self.name)\(Self.idNumber).png"), "type": "image/png",
            "content": "iVBORw0KGgo=",
        ]
        try story.act(.township, on: number, "attach", file, leads: .handling)
        let days: JSON = ["days": 1]
        try story.act(.township, on: number, "requestExtension", reason + days, leads: .handling)
        let basis: JSON = ["basis": .string(Self.said)]
        try story.act(.township, on: number, "sendBack", reason + basis, leads: .returning)
        try story.act(.dispatcher, on: number, "rejectReturn", reason, leads: .handling)
        let answer: JSON = ["text": .string(Self.said), "outcome": "resolved"]
        try story.act(.township, on: number, "answer", answer, leads: .answered)
        let no: JSON = ["reached": true, "satisfied": "no"]
        try story.act(.dispatcher, on: number, "callBack", no + reason, leads: .handling)
        // The answer to this is kept for whoever sends it again.
        let key = [("Idempotency-Key", "k")]
        _ = try story.hotline.file(.operator, Self.demand, fields: key)
    }

    @Test("a caller is found by number in the body, and by no number that is not theirs")
    func search() throws {
        let story = try Story(followedBy: [])
        let number = try story.file(Self.demand)
        for (caller, expected) in [
            (["phone": .string(Self.phone)], [number]), (["phone": "13835161235"], []),
            (["idNumber": "140105198003074529"], [number]),
        ] as [(JSON, [String])] {
            let answer = try story.hotline.ask(
                .dispatcher,
                "POST",
                "/api/v1/tickets/search",
                body: ["caller": caller]
            )
            let numbers = try answer.json()["items"]?.array?.compactMap { $0["number"]?.string }
            #expect(numbers == expected)
        }
    }

    @Test("the public and whoever looks for gaps are told no name, number or place of anybody")
    func outside() throws {
        let hotline = try TestHotline()
        let filed = try hotline.file(.operator, Self.demand + ["told": ["dibao"]]).json()
        let code = try #require(filed["queryCode"])
        let number = try #require(filed["number"]?.string)
        let help = "/api/v1/help"
        let answers = [
            try hotline.ask(.administrator, "POST", "\(help)/progress", body: ["code": code]),
            try hotline.get(.administrator, "\(help)?county=140105"),
            try hotline.get(.administrator, "\(help)/cards?q=%E4%BD%8E%E4%BF%9D"),
            try hotline.ask(.administrator, "POST", "\(help)/eligibility", body: [:]),
            try hotline.get(.administrator, "\(help)/qr?county=140105"),
            try hotline.get(.manager, "/api/v1/guidance/gaps"),
            try hotline.get(.manager, "/api/v1/guidance/cards"),
        ]
        let secrets = [
            Self.name, Self.phone, Self.idNumber, Self.address, Self.landline, number,
            code.string ?? "",
        ]
        for answer in answers {
            #expect(answer.status == 200, "\(answer.text)")
            #expect(!secrets.contains { answer.text.contains($0) }, "\(answer.text)")
        }
        // The demand is behind no number that is told without an account.
        let progress = try answers[0].json().members?.map(\.name) ?? []
        #expect(Set(progress) == ["found", "says", "filedOn", "dueOn", "closedOn"])
    }
}
