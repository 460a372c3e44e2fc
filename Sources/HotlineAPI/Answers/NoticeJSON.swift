package import Hotline
package import HotlineStore
package import StrictJSON

/// Writes notices, for clients and for the deployment's command: nothing personal is in them.
package struct NoticeJSON: Sendable {
    let rulebook: Rulebook
    /// Who reads it; nil where that is a command.
    let account: String?

    package init(rulebook: Rulebook, account: String? = nil) {
        self.rulebook = rulebook
        self.account = account
    }

    func write(_ entry: NoticeEntry, in writer: inout JSONWriter) {
        writer.beginObject()
        members(of: entry, in: &writer)
        writer.endObject()
    }

    package func members(of entry: NoticeEntry, in writer: inout JSONWriter) {
        let notice = entry.notice
        writer.member("id", Int(entry.id))
        writer.member("sequence", Int(entry.sequence))
        writer.member("at", notice.at.description)
        writer.member("occasion", notice.cause.occasion.rawValue)
        writer.member("message", message(entry))
        writer.member("ticket", entry.ticket.description)
        writer.member("state", entry.state.rawValue)
        writer.member("urgent", entry.isUrgent)
        writer.member("recipient", notice.to.rawValue)
        writer.member("unit", notice.unit.description)
        writer.member("name", rulebook.units[notice.unit]?.name ?? notice.unit.description)
        writer.member("onDuty", entry.accounts)
        if let account {
            writer.member("mine", entry.accounts.isEmpty || entry.accounts.contains(account))
        }
        clock(entry, in: &writer)
        writer.member("open", entry.isOpen)
        writer.member("raiseAt", notice.raiseAt?.description)
        writer.member("raisedFrom", entry.raisedFrom.map { Int($0) })
        writer.member("acknowledgedAt", entry.acknowledgedAt?.description)
        writer.member("acknowledgedBy", entry.acknowledgedBy)
        writer.member("settledAt", entry.settledAt?.description)
        let rule = rulebook.clocks.notices.first { $0.id == notice.rule }
        writer.member("rule", notice.rule)
        writer.member("basis", rule?.basis)
        writer.member("grade", rule?.grade.rawValue)
    }

    private func clock(_ entry: NoticeEntry, in writer: inout JSONWriter) {
        writer.name("clock")
        guard let clock = entry.clock else { return writer.null() }
        writer.beginObject()
        writer.member("id", entry.notice.cause.clock)
        writer.member("kind", clock.kind.rawValue)
        writer.member("stage", clock.stage)
        writer.member("due", clock.due.description)
        writer.endObject()
    }

    /// One line for a screen or an SMS.
    private func message(_ entry: NoticeEntry) -> String {
        let occasion = entry.notice.cause.occasion
        let raised = entry.raisedFrom == nil ? "" : "（无人确认，已上报）"
        guard let clock = entry.clock else {
            return "工单\(entry.ticket)：\(occasion.chinese)\(raised)"
        }
        return "工单\(entry.ticket)：\(clock.kind.chinese)\(occasion.chinese)，"
            + "期限\(clock.due.minute)\(raised)"
    }
}

extension Instant {
    /// `2026-11-23 09:40`, as people read it.
    fileprivate var minute: String {
        let second = secondOfDay
        return "\(day) \((second / 3600).twoDigits):\((second / 60 % 60).twoDigits)"
    }
}
