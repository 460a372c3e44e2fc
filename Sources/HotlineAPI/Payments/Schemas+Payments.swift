internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON

extension Schemas {
    /// What is said of payments, by its names.
    static var payments: [JSON.Member] {
        let schemas: [(String, JSON)] = [
            ("PaymentBatch", paymentBatch),
            ("PaymentBatchList", list(of: reference("PaymentBatch"))),
            ("PaymentCheck", object(paymentTotals)),
            ("PaymentLineList", list(of: paymentLine)),
            ("PaymentFindingList", list(of: paymentFinding)),
            (
                "RecipientSummary",
                object([
                    ("county", plain), ("programme", codes(PaymentProgramme.self)),
                    ("month", plain), ("rosterOn", optionalText), ("households", whole),
                    ("persons", whole), ("amount", whole),
                ])
            ),
            ("AnnexTable", annexTable),
            (
                "AnnexVersionList",
                list(
                    of: object([
                        ("handIn", annexHandIn), ("total", annexFigures),
                        ("changes", array(["type": "object"])),
                    ])
                )
            ),
            ("FundMovement", fundMovement),
            (
                "FundsWay",
                object([
                    ("movements", array(reference("FundMovement"))), ("holds", array(fundHold)),
                ])
            ),
            ("FundSign", fundSign), ("FundSignList", list(of: reference("FundSign"))),
            ("StandardList", list(of: standardEntry)), ("OwedList", list(of: owed)),
            ("PaymentComplaintList", list(of: complaint)),
        ]
        return schemas.map { JSON.Member($0.0, $0.1) }
    }

    // MARK: Annexes

    private static let figures: [(String, JSON)] = [
        ("backTimes", whole), ("back", whole), ("totalTimes", whole), ("total", whole),
    ]
    private static let annexFigures = object(figures)

    private static let annexHandIn = object([
        ("version", whole), ("at", instant), ("unit", plain), ("unitName", plain),
        ("filler", plain), ("reason", optionalText), ("late", flag),
    ])

    private static let annexTable = object([
        ("annex", whole), ("title", plain), ("caution", optionalText), ("definition", plain),
        ("city", plain), ("cityName", plain), ("month", plain), ("dueOn", plain),
        ("basis", plain), ("countyDueOn", plain), ("countyCaution", optionalText),
        (
            "rows",
            array(
                object(
                    [("county", plain), ("name", plain)] + figures + [
                        ("remark", optionalText), ("handedAt", nullable(instant)),
                    ]
                )
            )
        ),
        ("total", annexFigures), ("handIn", nullable(annexHandIn)),
    ])

    // MARK: Funds and standards

    private static let fundMovement = object([
        ("id", optionalWhole), ("programme", codes(PaymentProgramme.self)), ("month", plain),
        ("step", codes(FundStep.self)), ("stepName", plain), ("from", optionalText),
        ("fromName", optionalText), ("to", optionalText), ("toName", optionalText),
        ("amount", whole), ("on", plain), ("enteredAt", instant), ("enteredBy", plain),
        ("note", optionalText), ("cancelled", flag), ("reckoned", flag),
    ])

    private static let fundHold = object([
        ("unit", plain), ("name", optionalText), ("programme", codes(PaymentProgramme.self)),
        ("receivedOn", plain), ("leftOn", optionalText), ("amount", whole), ("days", whole),
    ])

    private static let fundSign = object([
        ("sign", plain), ("kind", codes(SignKind.self)), ("name", plain), ("rule", plain),
        ("basis", plain), ("caution", optionalText), ("unit", plain), ("unitName", optionalText),
        ("programme", codes(PaymentProgramme.self)), ("on", plain), ("amount", optionalWhole),
        ("count", whole), ("batch", optionalWhole), ("releasedAt", nullable(instant)),
    ])

    private static let standard = object([
        ("division", plain), ("from", plain), ("paidFrom", optionalText), ("amount", whole),
        ("basis", plain), ("grade", plain), ("caution", optionalText),
    ])

    private static let standardEntry = object([
        ("county", plain), ("name", plain), ("programme", codes(PaymentProgramme.self)),
        ("programmeName", plain), ("standard", nullable(standard)),
        (
            "raises",
            array(
                object([
                    ("standard", standard), ("former", whole), ("rise", whole),
                    ("persons", whole), ("owed", whole), ("paid", whole), ("settled", whole),
                ])
            )
        ),
    ])

    private static let owed = object([
        ("person", maskedPerson), ("township", optionalText), ("personMonths", whole),
        ("owed", whole), ("paid", whole),
    ])

    private static let complaint = object([
        ("ticket", plain), ("filedAt", instant), ("state", codes(TicketState.self)),
        ("matter", codes(Matter.self)), ("township", optionalText),
        ("townshipName", optionalText), ("onRoster", flag),
        (
            "lines",
            array(
                object(
                    lineFields + [
                        ("reason", codes(PaymentComplaint.Reason.self)), ("reasonName", plain),
                    ]
                )
            )
        ),
    ])

    // MARK: Payments

    static let optionalWhole: JSON = ["type": ["integer", "null"]]

    private static let paymentTotals: [(String, JSON)] = [
        ("lines", whole), ("persons", whole), ("amount", whole), ("backPersons", whole),
        ("back", whole), ("lateLines", whole), ("late", flag), ("firstPaidOn", plain),
        ("lastPaidOn", plain), ("dueOn", plain), ("lastWorkingDay", plain), ("basis", plain),
        ("grade", plain), ("caution", optionalText), ("measure", measure),
        (
            "findings",
            array(
                object([
                    ("kind", codes(PaymentFinding.Kind.self)), ("name", plain), ("count", whole),
                ])
            )
        ),
    ]

    private static let measure = object([
        ("rosterOn", optionalText), ("households", whole), ("standard", optionalWhole),
        ("text", plain),
    ])

    private static let paymentBatch = object(
        [
            ("id", whole), ("county", plain), ("countyName", plain),
            ("programme", codes(PaymentProgramme.self)), ("programmeName", plain),
            ("month", plain), ("state", codes(PaymentState.self)), ("supplement", flag),
        ] + paymentTotals + [
            ("enteredAt", instant), ("enteredBy", plain), ("decidedAt", nullable(instant)),
            ("decidedBy", optionalText), ("reason", optionalText),
        ]
    )

    static let maskedPerson = object([
        ("name", plain), ("idNumber", plain), ("account", plain),
    ])

    private static let paymentLine = object(lineFields)

    private static let lineFields: [(String, JSON)] = [
        ("batch", whole), ("line", whole), ("county", plain),
        ("programme", codes(PaymentProgramme.self)), ("month", plain),
        ("payee", codes(Payee.self)), ("township", optionalText),
        ("townshipName", optionalText), ("person", maskedPerson), ("persons", whole),
        ("amount", whole), ("sort", codes(PaymentSort.self)), ("paidOn", plain), ("late", flag),
    ]

    private static let paymentFinding = object([
        ("kind", codes(PaymentFinding.Kind.self)), ("name", plain), ("line", optionalWhole),
        ("person", nullable(maskedPerson)), ("amount", optionalWhole),
        ("expected", optionalWhole),
    ])

    /// A table of an annex is told as JSON or XLSX.
    static var annexContents: [JSON.Member] {
        [
            JSON.Member("application/json", ["schema": reference("AnnexTable")]),
            JSON.Member(Response.xlsxType, [:]),
        ]
    }
}
