/// The tables of payments (资金发放), all of which follow from the journal of registers.
enum PaymentTables {
    static let all = [
        batch, line, finding, day, fundMovement, signRelease, annexCounty, annexVersion, annexRow,
    ]

    static let batch = Table.ofRegister(
        "paymentBatch",
        keyCount: 1,
        columns: [
            "id", "county", "programme", "month", "state", "isWhole", "digest", "lines",
            "persons", "amount", "backPersons", "back", "lateLines", "firstPaidOn", "lastPaidOn",
            "dueOn", "rosterOn", "rosterHouseholds", "standard", "enteredAt", "enteredBy",
            "decidedAt", "decidedBy", "reason",
        ]
    )

    static let line = Table.ofRegister(
        "paymentLine",
        keyCount: 2,
        columns: [
            "batch", "line", "payee", "township", "person", "persons", "amount", "sort",
            "paidOn", "isLate", "sealed",
        ]
    )

    static let finding = Table.ofRegister(
        "paymentFinding",
        keyCount: 2,
        columns: ["batch", "id", "kind", "line", "person", "expected", "count"]
    )

    static let day = Table.ofRegister(
        "paymentDay",
        keyCount: 2,
        columns: ["batch", "paidOn", "amount"]
    )

    static let fundMovement = Table.ofRegister(
        "fundMovement",
        keyCount: 1,
        columns: [
            "id", "programme", "month", "step", "fromUnit", "toUnit", "amount", "movedOn",
            "enteredAt", "enteredBy", "enteredUnit", "note", "cancelledAt", "cancelledBy",
        ]
    )

    static let signRelease = Table.ofRegister(
        "signRelease",
        keyCount: 1,
        columns: ["sign", "releasedAt", "releasedBy"]
    )

    static let annexCounty = Table.ofRegister(
        "annexCounty",
        keyCount: 3,
        columns: ["annex", "county", "month", "handedAt", "handedBy", "remark"]
    )

    static let annexVersion = Table.ofRegister(
        "annexVersion",
        keyCount: 4,
        columns: [
            "annex", "city", "month", "version", "handedAt", "handedBy", "unit", "filler",
            "reason", "isLate",
        ]
    )

    static let annexRow = Table.ofRegister(
        "annexRow",
        keyCount: 5,
        columns: [
            "annex", "city", "month", "version", "county", "backTimes", "back", "totalTimes",
            "total", "remark",
        ]
    )
}
