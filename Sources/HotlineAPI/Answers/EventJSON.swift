internal import Hotline
internal import HotlineStore
internal import StrictJSON

/// Writes lines of the journal as clients are sent them.
enum EventJSON {
    static func write(_ event: Event, in writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("sequence")
        writer.integer(event.sequence)
        writer.member("ticket", event.ticket.description)
        writer.member("at", event.at.description)
        writer.name("by")
        writer.beginObject()
        writer.member("account", event.by?.account ?? "time")
        writer.member("role", event.by?.role ?? "system")
        writer.member("unit", event.by?.unit)
        writer.endObject()
        writer.member("action", event.action)
        writer.member("from", event.from)
        writer.member("to", event.to)
        writer.member("reason", event.reason)
        writer.member("text", event.text)
        writer.name("details")
        writer.value(event.details ?? [:])
        writer.endObject()
    }

    /// An event, or the tombstone of a ticket that has left the scope.
    static func write(_ change: Change, in writer: inout JSONWriter) {
        switch change {
        case .event(let event): write(event, in: &writer)
        case .gone(let sequence, let ticket):
            writer.beginObject()
            writer.name("sequence")
            writer.integer(sequence)
            writer.member("ticket", ticket.description)
            writer.member("gone", true)
            writer.endObject()
        }
    }
}
