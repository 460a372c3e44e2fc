internal import GRDB
internal import Hotline
internal import StrictJSON

/// Reads whole tickets.
enum TicketReading {
    static func ticket(_ number: Int64, _ db: Database) throws -> Ticket? {
        let question = Question(condition: "= ?", argument: number.databaseValue)
        return try ask(question, db).first?.get()
    }

    /// Reads tickets by one query for each table, in the order of their numbers.
    ///
    /// A ticket that cannot be read is left out.
    static func tickets(_ numbers: [Int64], _ db: Database) throws -> [Ticket] {
        let question = Question(
            condition: "IN (SELECT value FROM json_each(?))",
            argument: list(of: numbers)
        )
        return try ask(question, db).compactMap { try? $0.get() }
    }

    /// Numbers as `json_each` takes them.
    static func list(of numbers: [Int64]) -> DatabaseValue {
        String(decoding: JSON.array(numbers.map(JSON.integer)).bytes, as: UTF8.self).databaseValue
    }

    /// Which tickets: how their numbers compare with what.
    private struct Question {
        let condition: String
        let argument: DatabaseValue
    }

    private static func ask(
        _ question: Question,
        _ db: Database
    ) throws -> [Result<Ticket, any Error>] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(TicketRow.table.selection) FROM ticket WHERE number \(question.condition)
                ORDER BY number
                """
        )
        var tickets: [Result<Ticket, any Error>] = []
        try statement.forEachRow(with: [question.argument], in: db) { row in
            tickets.append(Result { try TicketRow.ticket(row) })
        }
        guard !tickets.isEmpty else { return [] }
        let lists = try Lists(question, db)
        return tickets.map { result in
            result.flatMap { ticket in Result { try lists.hang(on: ticket) } }
        }
    }

    /// What hangs on tickets, by their numbers.
    private struct Lists {
        private let clocks: Values<Clock>
        private let callBacks: Values<CallBack>
        private let coHandlers: Values<CoHandler>
        private let told: Values<Told>

        typealias Values<Value> = [Int64: Result<[Value], any Error>]

        init(_ question: Question, _ db: Database) throws {
            clocks = try Self.values(ClockRow.table, question, db, ClockRow.clock)
            callBacks = try Self.values(CallBackRow.table, question, db, CallBackRow.callBack)
            coHandlers = try Self.values(CoHandlerRow.table, question, db, CoHandlerRow.coHandler)
            told = try Self.values(ToldRow.table, question, db, ToldRow.told)
        }

        func hang(on ticket: Ticket) throws -> Ticket {
            let number = ticket.number.integer
            var ticket = ticket
            ticket.clocks = try clocks[number]?.get() ?? []
            ticket.callBacks = try callBacks[number]?.get() ?? []
            ticket.coHandlers = try coHandlers[number]?.get() ?? []
            ticket.told = try told[number]?.get() ?? []
            return ticket
        }

        private static func values<Value>(
            _ table: Table,
            _ question: Question,
            _ db: Database,
            _ read: (StatementColumns) throws -> Value
        ) throws -> Values<Value> {
            let statement = try db.cachedStatement(
                sql: """
                    SELECT \(table.selection) FROM \(table.name) WHERE ticket \(question.condition)
                    ORDER BY 1, 2, 3
                    """
            )
            var values: Values<Value> = [:]
            try statement.forEachRow(with: [question.argument], in: db) { row in
                let value = Result { try read(row) }
                values[row.integer(at: 0) ?? 0, default: .success([])].append(value)
            }
            return values
        }
    }
}

extension Result where Failure == any Error {
    /// Adds a value to a list; one that could not be read spoils it.
    fileprivate mutating func append<Value>(_ value: Result<Value, any Error>)
    where Success == [Value] {
        switch (self, value) {
        case (.success(var list), .success(let value)):
            list.append(value)
            self = .success(list)
        case (.success, .failure(let error)): self = .failure(error)
        case (.failure, _): break
        }
    }
}
