/// The tables that the journal's payload does not tell of row by row.
extension Table {
    static let text = Table(
        "text",
        keyCount: 2,
        columns: ["ticket", "id", "role", "salt", "body"]
    )

    static let personal = Table(
        "personal",
        keyCount: 2,
        columns: ["ticket", "id", "field", "isCut", "sealed", "lookup"]
    )

    static let queue = Table(
        "queue",
        keyCount: 3,
        columns: ["unit", "due", "ticket"],
        numberColumns: [2]
    )

    static let shutOut = Table("shutOut", keyCount: 2, columns: ["ticket", "unit"])

    static let audience = Table(
        "audience",
        keyCount: 2,
        columns: ["unit", "sequence"],
        numberColumns: []
    )

    static let attachment = Table(
        "attachment",
        keyCount: 2,
        columns: ["ticket", "id", "name", "type", "digest", "size", "key"]
    )

    static let event = Table(
        "event",
        keyCount: 1,
        columns: [
            "sequence", "ticket", "at", "byAccount", "byRole", "byUnit", "action", "fromState",
            "toState", "reason", "body", "payload", "hash", "desk", "unit", "formerDesk",
            "formerUnit",
        ],
        numberColumns: []
    )

    static let notice = Table(
        "notice",
        keyCount: 1,
        columns: [
            "sequence", "ticket", "event", "occasion", "clock", "rule", "recipient", "unit",
            "accounts", "at", "acknowledge", "following", "raiseAt", "raisedFrom", "tryAt",
        ],
        numberColumns: []
    )
}
