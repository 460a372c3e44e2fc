/// An old ticket as its row tells of it (历史工单).
package struct PastTicket: Sendable {
    package let number: String
    package let channel: Channel
    package let received: Instant
    package let text: String
    package var title: String?
    package var address: String?
    package var caller = Caller()
    package var kind: Kind?
    package var matter: Matter?
    package var aspect: Aspect?
    /// The name or code of the unit that had it.
    package var unit: String?
    package var answered: Instant?
    package var answer: String?
    package var outcome = Outcome.explained
    package var satisfied: CallBack.Result?
    package var closed: Instant?

    /// Everything that is wrong with a row, without any of what stands in it.
    package struct Mistakes: Error, Sendable, CustomStringConvertible {
        package let messages: [String]
        package var description: String { messages.joined(separator: "; ") }

        package init(_ messages: [String]) {
            self.messages = messages
        }
    }

    /// How long a text of a row may be, in bytes.
    package static let textSizeMax = 100_000

    /// Reads a row.
    ///
    /// - Throws: ``Mistakes`` with everything that is wrong with it.
    package init(
        _ cells: [ImportColumn: String],
        _ rules: ImportRules,
        now: Instant
    ) throws(Mistakes) {
        var reading = Reading(cells: cells, rules: rules, now: now)
        number = reading.required(.number)
        text = reading.required(.text)
        let received = reading.instant(.received)
        self.received = received ?? now
        channel = reading.code(.channel, .channel) ?? .mayor
        title = cells[.title]
        let place = [ImportColumn.county, .township, .address].compactMap { cells[$0] }
        address = place.isEmpty ? nil : place.joined()
        caller = reading.caller()
        kind = reading.code(.kind, .kind)
        matter = reading.code(.matter)
        aspect = reading.code(.aspect)
        unit = cells[.unit]
        answer = cells[.answer]
        outcome = reading.code(.outcome, .outcome) ?? .explained
        satisfied = reading.code(.satisfied, .satisfied)
        let (answered, closed) = (reading.instant(.answered), reading.instant(.closed))
        reading.checkOrder([received, answered, closed])
        self.answered = answered ?? closed
        self.closed = closed
        guard reading.mistakes.isEmpty else { throw Mistakes(reading.mistakes) }
    }
}

extension PastTicket {
    /// Reads cells and notes what cannot be.
    private struct Reading {
        let cells: [ImportColumn: String]
        let rules: ImportRules
        let now: Instant
        var mistakes: [String] = []

        mutating func required(_ column: ImportColumn) -> String {
            let text = cells[column] ?? ""
            if text.isEmpty { mistakes.append("\(column) is missing") }
            if text.utf8.count > PastTicket.textSizeMax { mistakes.append("\(column) is too long") }
            return text
        }

        mutating func instant(_ column: ImportColumn) -> Instant? {
            guard let text = cells[column] else {
                if column == .received { mistakes.append("\(column) is missing") }
                return nil
            }
            guard let instant = Instant(written: text) else {
                mistakes.append("\(column) is no time such as 2025-03-01 09:40")
                return nil
            }
            if instant > now { mistakes.append("\(column) lies in the future") }
            return instant
        }

        mutating func code<Code: RawRepresentable>(
            _ column: ImportColumn,
            _ kind: ImportRules.ValueKind? = nil
        ) -> Code? where Code.RawValue == String {
            guard let text = cells[column] else { return nil }
            if let code = Code(rawValue: kind.map { rules.code(text, $0) } ?? text) { return code }
            mistakes.append("\(column) is none that import.yaml knows")
            return nil
        }

        mutating func caller() -> Caller {
            var caller = Caller()
            func flag(_ column: ImportColumn) -> Bool {
                cells[column].map { rules.code($0, .flag) } == "true"
            }
            caller.isAnonymous = flag(.anonymous)
            caller.isConfidential = flag(.confidential)
            guard !caller.isAnonymous else { return caller }
            caller.name = cells[.name]
            caller.phone = cells[.phone]?.plainNumber
            caller.idNumber = cells[.idNumber]?.plainNumber
            return caller
        }

        mutating func checkOrder(_ instants: [Instant?]) {
            let known = instants.compactMap(\.self)
            if zip(known, known.dropFirst()).contains(where: { $0 > $1 }) {
                mistakes.append("received, answered and closed are not in this order")
            }
        }
    }
}

extension Instant {
    /// Reads a time as people and spreadsheets write it: `2025-03-01 09:40:30`, `2025/3/1 9:40`,
    /// `2025年3月1日 9时40分`, or as RFC 3339; a day alone is its first moment.
    init?(written text: String) {
        if let instant = Instant(text) {
            self = instant
            return
        }
        var numbers: [Int] = []
        var isWithinNumber = false
        for byte in text.utf8 {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            if isDigit {
                if !isWithinNumber { numbers.append(0) }
                let last = numbers.count - 1
                guard numbers[last] < 10_000 else { return nil }
                numbers[last] = numbers[last] * 10 + Int(byte - UInt8(ascii: "0"))
            }
            isWithinNumber = isDigit
        }
        guard (3...6).contains(numbers.count), let day = Day(numbers[0], numbers[1], numbers[2])
        else { return nil }
        let time = numbers[3...] + [0, 0, 0]
        let (hour, minute, second) = (time[3], time[4], time[5])
        guard hour < 24, minute < 60, second < 60 else { return nil }
        self.init(day, secondOfDay: hour * 3600 + minute * 60 + second)
    }
}
