internal import Hotline
internal import HotlineCare
internal import StrictJSON

/// What answers about eligibility and guidance look like.
extension Schemas {
    static var guidance: [JSON.Member] {
        [
            JSON.Member("Card", card),
            JSON.Member("CardList", list(of: reference("Card"))),
            JSON.Member("PublicCards", object([("items", array(reference("Card")))])),
            JSON.Member("Eligibility", eligibility),
            JSON.Member("GuidanceGaps", gaps),
            JSON.Member("Help", help),
            JSON.Member("Progress", progress),
        ]
    }

    private static var card: JSON {
        let amount = object([("says", plain), ("basis", plain), ("caution", optionalText)])
        return object([
            ("card", plain), ("edition", plain), ("title", plain), ("assistance", optionalText),
            ("region", optionalText), ("says", plain), ("who", plain), ("counter", plain),
            ("bring", array(plain)), ("time", plain), ("amount", nullable(amount)),
            ("number", optionalText), ("body", array(plain)),
            ("matters", array(codes(Matter.self))), ("basis", plain),
            ("grade", codes(Grade.self)), ("caution", optionalText),
        ])
    }

    private static var eligibility: JSON {
        let option = object([("option", plain), ("says", plain)])
        let question = object([
            ("question", plain), ("asks", plain), ("hint", optionalText),
            ("options", array(option)),
        ])
        let reason = object([
            ("says", plain), ("questions", array(plain)), ("asks", array(plain)),
            ("person", flag),
        ])
        let term = object([("says", plain), ("basis", plain), ("caution", optionalText)])
        let finding = object([
            ("rule", plain), ("name", plain), ("assistance", plain),
            ("outcome", codes(Finding.Outcome.self)), ("reasons", array(reason)),
            ("who", plain), ("counter", plain), ("bring", array(plain)), ("note", optionalText),
            ("terms", array(term)), ("basis", plain), ("grade", codes(Grade.self)),
            ("caution", optionalText),
        ])
        return object([
            ("advice", plain), ("refused", plain), ("refusedBasis", plain),
            ("next", nullable(question)), ("findings", array(finding)),
        ])
    }

    private static var gaps: JSON {
        let asked = object([
            ("division", plain), ("name", plain), ("matter", codes(Matter.self)),
            ("matterName", plain), ("tickets", whole), ("untold", whole),
        ])
        let told = object([("card", plain), ("title", plain), ("told", whole), ("again", whole)])
        let calls = object([
            ("unit", plain), ("name", plain), ("calls", whole), ("untold", whole),
            ("unsaid", whole), ("missed", whole), ("open", whole),
        ])
        return object([
            ("division", plain), ("from", plain), ("to", plain), ("definition", plain),
            ("asked", array(asked)), ("cards", array(told)), ("calls", array(calls)),
        ])
    }

    private static var help: JSON {
        let county = object([("code", plain), ("name", plain), ("city", optionalText)])
        let number = object([
            ("name", plain), ("number", optionalText), ("hours", optionalText), ("basis", plain),
            ("caution", optionalText),
        ])
        return object([
            ("county", optionalText), ("name", optionalText), ("counties", array(county)),
            ("numbers", array(number)),
        ])
    }

    private static var progress: JSON {
        object(
            [("found", flag), ("says", plain)],
            optional: [
                ("filedOn", plain), ("dueOn", optionalText), ("closedOn", optionalText),
            ]
        )
    }
}
