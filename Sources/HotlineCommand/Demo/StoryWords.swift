internal import Hotline
internal import StrictJSON

/// Fills in what a story cannot know before it is played.
///
/// `<day 14>` is the day 14 days after the step; `<at 3d 17:30>` the instant three working days
/// after it; `<ticket heating>` the number of the ticket of the story `heating`.
struct StoryWords {
    let now: Instant
    let calendar: StoryCalendar
    /// The tickets so far, by their stories.
    let numbers: [String: TicketNumber]

    /// A word in `<…>` that means nothing.
    struct Unknown: Error {
        let word: String
    }

    func fill(_ json: JSON) throws(Unknown) -> JSON {
        switch json {
        case .string(let text): return .string(try fill(text))
        case .array(let elements):
            var filled: [JSON] = []
            for element in elements { filled.append(try fill(element)) }
            return .array(filled)
        case .object(let members):
            var filled: [JSON.Member] = []
            for member in members {
                filled.append(JSON.Member(member.name, try fill(member.value)))
            }
            return .object(filled)
        case .null, .boolean, .integer, .number: return json
        }
    }

    private func fill(_ text: String) throws(Unknown) -> String {
        guard text.hasPrefix("<"), text.hasSuffix(">") else { return text }
        let words = text.dropFirst().dropLast().split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { throw Unknown(word: text) }
        let rest = String(words[1])
        switch words[0] {
        case "day":
            if let count = Int(rest) { return now.day.advanced(by: count).description }
        case "at":
            if let time = StoryTime(rest) { return calendar.after(now, time).description }
        case "ticket":
            if let number = numbers[rest] { return number.description }
        default: break
        }
        throw Unknown(word: text)
    }
}
