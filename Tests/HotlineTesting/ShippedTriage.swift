package import Hotline

extension Shipped {
    /// The rule files that triage reads, as they are shipped.
    package static func triageFiles() throws -> [RuleText] {
        let names = [
            "divisions/provinces.csv", "divisions/townships.csv", "units.yaml", "categories.yaml",
            "classification.yaml", "intake.yaml", "routing.yaml", "characters.csv",
        ]
        return try names.map { name in
            RuleText(name: "routing-rules/\(name)", text: try text("routing-rules/\(name)"))
        }
    }

    /// The shipped rule files, one of them with another text.
    package static func triageFiles(
        replacing name: String,
        by change: (String) -> String
    ) throws -> [RuleText] {
        try triageFiles().map { file in
            guard file.name.hasSuffix(name) else { return file }
            return RuleText(name: file.name, text: change(file.text))
        }
    }

    /// Triage by the shipped rules, read once for all tests.
    package static let triage = Result { Triage(rules: try TriageRules(files: triageFiles())) }

    /// Triage by the shipped rules and some villages and abolished townships.
    package static let triageWithVillages = Result {
        let villages = RuleText(name: "villages.csv", text: villagesForTests)
        let successors = RuleText(name: "successors.csv", text: successorsForTests)
        let files = try triageFiles() + [villages, successors]
        return Triage(rules: try TriageRules(files: files))
    }

    /// Made-up villages in real townships.
    private static let villagesForTests = """
        code,village,town,county,city
        140105100201,柳树湾村委会,北格镇,小店区,太原市
        140105100202,双槐村村委会,北格镇,小店区,太原市
        140105100203,二道沟村委会,北格镇,小店区,太原市
        140105001001,知新社区居委会,坞城街道,小店区,太原市
        140122100201,柳树湾村民委员会,黄寨镇,阳曲县,太原市
        140122100202,石碾沟村委会,黄寨镇,阳曲县,太原市
        140122100203,无此村委会,没有的镇,阳曲县,太原市
        """

    private static let successorsForTests = """
        city,county,town,successor
        太原市,阳曲县,柳林坡乡,大盂镇
        """
}

extension Filing {
    /// A filing at the desk of a county (小店区), with nothing but a text.
    package static func sample(_ text: String, address: String? = nil) throws -> Filing {
        let home = try DivisionCode.of("140105")
        return Filing(
            channel: .countyHotline,
            text: text,
            address: address,
            home: home,
            desk: UnitKind.desk.id(in: home)
        )
    }
}

/// A code in a test that is none.
package struct NoSuchCode: Error {
    let text: String
}

extension DivisionCode {
    /// A code that a test is sure of.
    package static func of(_ text: String) throws -> DivisionCode {
        guard let code = DivisionCode(text) else { throw NoSuchCode(text: text) }
        return code
    }
}

extension UnitID {
    /// A code that a test is sure of.
    package static func of(_ text: String) throws -> UnitID {
        guard let code = UnitID(text) else { throw NoSuchCode(text: text) }
        return code
    }
}
