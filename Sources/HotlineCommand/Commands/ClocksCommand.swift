import ArgumentParser
internal import Foundation
internal import Hotline
internal import HotlineStore

/// The command `hotline clocks …`.
struct ClocksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clocks",
        abstract: "Deadlines.",
        subcommands: [Explain.self]
    )

    /// The command `hotline clocks explain NUMBER`.
    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says day by day why the deadlines of a ticket are what they are."
        )

        @OptionGroup var options: DataOptions

        @Option(help: "Only the deadlines of this kind, such as answer.")
        var kind: String?

        @Argument(help: "The number of the ticket.")
        var number: String

        func validate() throws {
            guard TicketNumber(number) != nil else {
                throw ValidationError("'\(number)' is no number of a ticket")
            }
            guard let kind, ClockKind(rawValue: kind) == nil else { return }
            let kinds = ClockKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'\(kind)' is none of \(kinds)")
        }

        func run() throws {
            let snapshot = try Snapshot(of: options.directory)
            guard let number = TicketNumber(number), let ticket = try snapshot.ticket(number)
            else { throw CommandError("there is no ticket \(number)") }
            let files = try RuleFolder(options.rules).texts()
            let calendar = try WorkCalendar(
                files: files.filter { $0.name.hasPrefix("calendar/") },
                imported: snapshot.calendars()
            )
            let clocks = ticket.clocks.filter { kind == nil || $0.kind.rawValue == kind }
            guard !clocks.isEmpty else {
                throw CommandError("the ticket \(number) has no such deadline")
            }
            print(clocks.map { $0.explained(by: calendar) }.joined(separator: "\n\n"))
        }
    }
}

extension Clock {
    /// Why it is due when it is, as lines of Chinese text.
    fileprivate func explained(by calendar: WorkCalendar) -> String {
        let stage = stage.map { "（\($0)）" } ?? ""
        let caution = grade.caution.map { "，\($0)" } ?? ""
        let provisional = isProvisional ? "，暂定" : ""
        var lines = [
            "\(kind.chinese)\(stage) \(unit)：\(started) 至 \(due)，\(status.chinese)\(provisional)",
            "依据：\(basis)\(caution)",
        ]
        var counted = 0
        for step in steps(calendar: calendar) {
            counted += step.counts
            let count = step.counts > 0 ? "第\(counted)日" : "不计"
            lines.append("  \(step.day) \(count) \(step.why)（\(step.basis)）")
        }
        let again = recomputedDue(calendar: calendar)
        if again != due { lines.append("  按所存事实重算为 \(again)，与所存期限不符") }
        return lines.joined(separator: "\n")
    }
}

extension ClockStatus {
    fileprivate var chinese: String {
        switch self {
        case .running: "计时中"
        case .paused: "暂停计时"
        case .met: "按时"
        case .missed: "超时"
        case .cancelled: "撤销"
        }
    }
}
