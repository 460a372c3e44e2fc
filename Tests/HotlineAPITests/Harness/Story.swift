import Hotline
import HotlineTesting
import StrictJSON
import Testing

/// The life of tickets over the socket, checked from all sides after every step (工单故事).
///
/// After each step the journal, the state, the holder, every queue and the feeds of three who
/// follow the changes must agree.
final class Story {
    let hotline: TestHotline
    /// The tickets that the story is about.
    private(set) var numbers: [String] = []
    private var mirrors: [Mirror]

    init(followedBy followers: [Person] = [.township, .dispatcher, .provinceManager]) throws {
        hotline = try TestHotline()
        mirrors = followers.map(Mirror.init)
    }

    /// A demand that goes to 坞城街道, which has five working days for it.
    static let help: JSON = [
        "channel": "county-hotline", "text": "家里有困难，想申请低保，请帮帮忙。",
        "township": "140105001", "kind": "help", "matter": "dibao", "aspect": "apply",
        "urgent": false, "caller": ["name": "张三", "phone": "13800001111"],
    ]

    /// A question that goes there too, which has three.
    static let question = help + ["kind": "consult", "aspect": "policy"]

    // MARK: Steps

    /// Files a demand and checks that it is where it should be.
    @discardableResult
    func file(
        _ body: JSON = Story.help,
        by person: Person = .operator,
        leads state: TicketState = .dispatched,
        at location: SourceLocation = #_sourceLocation
    ) throws -> String {
        let answer = try hotline.file(person, body)
        try #require(answer.status == 201, "\(answer.text)", sourceLocation: location)
        let number = try #require(try answer.json()["number"]?.string)
        #expect(answer["Location"] == "/api/v1/tickets/\(number)", sourceLocation: location)
        numbers.append(number)
        try check(number, is: state, by: person, "file", at: location)
        return number
    }

    /// Does something that must succeed, and checks what it leads to.
    @discardableResult
    func act(
        _ person: Person,
        on number: String,
        _ action: String,
        _ more: JSON = [:],
        leads state: TicketState,
        at location: SourceLocation = #_sourceLocation
    ) throws -> JSON {
        let answer = try hotline.act(person, on: number, action, more)
        try #require(answer.status == 200, "\(answer.text)", sourceLocation: location)
        try check(number, is: state, by: person, action, at: location)
        let tag = try hotline.tag(of: number)
        #expect(answer["ETag"] == tag, "the tag moved by itself", sourceLocation: location)
        return try answer.json()
    }

    /// Asks for something that must be refused, and checks that nothing has changed.
    @discardableResult
    func refuse(
        _ person: Person,
        on number: String,
        _ action: String,
        _ more: JSON = [:],
        with status: Int,
        at location: SourceLocation = #_sourceLocation
    ) throws -> JSON {
        let head = hotline.head
        let answer = try hotline.act(person, on: number, action, more)
        #expect(answer.status == status, "\(answer.text)", sourceLocation: location)
        #expect(answer["Content-Type"] == "application/problem+json", sourceLocation: location)
        #expect(hotline.head == head, "something was journaled", sourceLocation: location)
        return try answer.json()
    }

    /// Lets time pass, and checks what it leads to.
    func skip(
        to moment: String,
        _ number: String,
        leads state: TicketState,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        try hotline.skip(to: moment)
        try check(number, is: state, at: location)
    }

    /// The ticket as it is now.
    func ticket(_ number: String, as person: Person = .provinceManager) throws -> JSON {
        let answer = try hotline.get(person, "/api/v1/tickets/\(number)")
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.json()
    }

    /// The ticket's latest clock of a kind.
    func clock(_ kind: String, of number: String, stage: String? = nil) throws -> JSON? {
        try ticket(number)["clocks"]?.array?.last { clock in
            clock["kind"]?.string == kind && (stage == nil || clock["stage"]?.string == stage)
        }
    }

    func events(_ number: String, as person: Person = .provinceManager) throws -> [JSON] {
        let answer = try hotline.get(person, "/api/v1/tickets/\(number)/events")
        try #require(answer.status == 200, "\(answer.text)")
        return try answer.json()["items"]?.array ?? []
    }

    // MARK: Checks

    /// Whether everything that tells of the ticket tells the same.
    func check(
        _ number: String,
        is state: TicketState,
        by person: Person? = nil,
        _ action: String? = nil,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let ticket = try ticket(number)
        #expect(ticket["state"]?.string == state.rawValue, sourceLocation: location)
        let journal = try events(number)
        checkJournal(journal, leadsTo: state, at: location)
        if let person, let action {
            let event = journal.last { $0.at("by/account")?.string == person.rawValue }
            #expect(event?["action"]?.string == action, sourceLocation: location)
        }
        try checkHolder(of: ticket, at: location)
        try checkQueues(of: ticket, at: location)
        for index in mirrors.indices {
            try mirrors[index].follow(hotline)
            for number in numbers { try check(number, in: mirrors[index], at: location) }
        }
    }

    private func checkJournal(
        _ journal: [JSON],
        leadsTo state: TicketState,
        at location: SourceLocation
    ) {
        #expect(journal.first?["action"]?.string == "file", sourceLocation: location)
        #expect(journal.first?["from"]?.isNull == true, sourceLocation: location)
        #expect(journal.last?["to"]?.string == state.rawValue, sourceLocation: location)
        for (event, next) in zip(journal, journal.dropFirst()) {
            #expect(next["from"] == event["to"], "\(next)", sourceLocation: location)
            let sequences = [event, next].compactMap { $0["sequence"]?.integer }
            #expect(sequences[0] < sequences[1], sourceLocation: location)
            #expect(next["at"]?.string ?? "" >= event["at"]?.string ?? "", "\(next)")
        }
    }

    private func checkHolder(of ticket: JSON, at location: SourceLocation) throws {
        let state = try #require(ticket["state"]?.string.flatMap(TicketState.init))
        let holder = ticket.at("holder/unit")?.string
        let expected =
            switch state {
            case .desk, .returning, .answered: ticket["desk"]?.string
            case .dispatched, .handling, .suspended: ticket["unit"]?.string
            case .closed: String?.none
            }
        #expect(holder == expected, sourceLocation: location)
        #expect((state == .closed) == (ticket["outcome"]?.isNull == false))
    }

    /// The ticket is in the queue of its holder and of those who owe a report or a word on an
    /// extension, and in no other.
    private func checkQueues(of ticket: JSON, at location: SourceLocation) throws {
        let number = try #require(ticket["number"]?.string)
        var owing = Set([ticket.at("holder/unit")?.string].compactMap(\.self))
        for clock in ticket["clocks"]?.array ?? []
        where ["coHandler", "extension"].contains(clock["kind"]) && clock["ended"]?.isNull == true {
            owing.formUnion([clock["unit"]?.string].compactMap(\.self))
        }
        for unit in Units.all {
            let answer = try hotline.get(.provinceManager, "/api/v1/units/\(unit)/queue?limit=200")
            let items = try answer.json()["items"]?.array ?? []
            let isThere = items.contains { $0["number"]?.string == number }
            #expect(isThere == owing.contains(unit), "queue of \(unit)", sourceLocation: location)
        }
    }

    /// Who follows the changes knows of the tickets that are there for them, and of no others.
    private func check(_ number: String, in mirror: Mirror, at location: SourceLocation) throws {
        let answer = try hotline.get(mirror.person, "/api/v1/tickets/\(number)")
        let person = mirror.person
        #expect(
            mirror.live.contains(number) == (answer.status == 200),
            "\(person)'s feed and \(answer.status)",
            sourceLocation: location
        )
        guard answer.status == 200 else { return }
        let journal = try events(number, as: person).compactMap { $0["sequence"]?.integer }
        let heard = mirror.heard[number] ?? []
        #expect(journal.last == heard.last, "\(person) is behind", sourceLocation: location)
        if person == .provinceManager {
            #expect(journal == heard, "\(person) missed something", sourceLocation: location)
        }
    }
}
