/// All that triage goes by, read from `routing-rules/`.
package struct TriageRules: Sendable {
    package let divisions: Divisions
    package let units: UnitDirectory
    package let categories: Categories
    package let gazetteer: Gazetteer
    package let hours: String
    /// Rows of imported lists that could not be used; the rest of the list is.
    package let leftOut: [RuleMistake]
    package let folding: TextFolding
    let lexicon: Lexicon
    let classification: ClassificationRules
    let intake: IntakeRules
    let directory: DispatchDirectory
    let accusedFinder: AccusedFinder

    /// Reads the rule files, told apart by the last part of their names.
    ///
    /// - Throws: ``RuleMistakes`` with everything that is wrong with all of them.
    package init(files: [RuleText]) throws(RuleMistakes) {
        var shelf = Shelf(files: files)
        var lexicon = Lexicon()
        let (divisions, leftOut) = shelf.divisions()
        let folding = shelf.folding()
        let categories = shelf.read("categories.yaml") { Categories($0, reader: $1) }
        let unitRules = shelf.read("units.yaml") { UnitRules($0, reader: $1) }
        let classification = shelf.read("classification.yaml") {
            ClassificationRules($0, reader: $1, lexicon: &lexicon)
        }
        let intake = shelf.read("intake.yaml") {
            IntakeRules($0, reader: $1, lexicon: &lexicon)
        }
        let directory = shelf.read("routing.yaml") {
            DispatchDirectory($0, reader: $1, lexicon: &lexicon)
        }
        if let directory, let unitRules, let categories, let file = shelf.file("routing.yaml") {
            shelf.mistakes += directory.mistakes
            shelf.mistakes += directory.mistakes(
                units: unitRules,
                categories: categories,
                file: file.name
            )
        }
        let units = unitRules?.directory(of: divisions) ?? UnitDirectory([])
        if let directory, let file = shelf.file("routing.yaml") {
            shelf.mistakes += directory.mistakes(
                divisions: divisions,
                units: units,
                file: file.name
            )
        }
        if let unitRules, let file = shelf.file("units.yaml") {
            shelf.mistakes += unitRules.mistakes(units: units, file: file.name)
        }
        guard let categories, let unitRules, let classification, let intake, let directory,
            shelf.mistakes.isEmpty
        else { throw RuleMistakes(mistakes: shelf.mistakes) }
        self.divisions = divisions
        self.folding = folding
        self.leftOut = leftOut
        self.categories = categories
        self.classification = classification
        self.intake = intake
        self.directory = directory
        hours = unitRules.hours
        self.units = units
        gazetteer = Gazetteer(divisions: divisions, folding: folding)
        accusedFinder = AccusedFinder(
            rules: unitRules,
            units: units,
            gazetteer: gazetteer,
            lexicon: &lexicon
        )
        self.lexicon = lexicon
    }
}

extension TriageRules {
    /// What the dispatch directory asks of the clocks, and they do not have.
    package func mistakes(clocks: ClockRules) -> [RuleMistake] {
        directory.mistakes(clocks: clocks, file: directory.file)
    }
}

/// The rule files, and what was found wrong with them so far.
private struct Shelf {
    let files: [RuleText]
    var mistakes: [RuleMistake] = []

    init(files: [RuleText]) {
        self.files = files
    }

    func file(_ name: String) -> RuleText? {
        files.first { $0.name == name || $0.name.hasSuffix("/" + name) }
    }

    /// The file, which must be there.
    mutating func require(_ name: String) -> RuleText? {
        if let file = file(name) { return file }
        let message = "the file is missing"
        mistakes.append(RuleMistake(file: name, line: 1, column: 1, message: message))
        return nil
    }

    mutating func read<Rules>(
        _ name: String,
        by read: (String, RuleReader) -> Rules?
    ) -> Rules? {
        guard let file = require(name) else { return nil }
        let reader = RuleReader(file: file.name)
        let rules = read(file.text, reader)
        mistakes += reader.mistakes
        return rules
    }

    /// How texts are folded, where the table for it is there.
    mutating func folding() -> TextFolding {
        guard let file = file("characters.csv") else { return .none }
        return TextFolding(file, mistakes: &mistakes)
    }

    /// The divisions, and the rows of imported lists that were left out.
    mutating func divisions() -> (Divisions, [RuleMistake]) {
        guard let provinces = require("provinces.csv"), let townships = require("townships.csv")
        else { return (Divisions([]), []) }
        var divisions = Divisions(
            provinces: provinces,
            townships: townships,
            mistakes: &mistakes
        )
        var leftOut: [RuleMistake] = []
        if let file = file("successors.csv") { leftOut += divisions.addSuccessors(file) }
        if let file = file("villages.csv") {
            let villages = Villages(file, townships: Townships(divisions))
            divisions.add(villages.divisions)
            if villages.isReadable {
                leftOut += villages.mistakes
            } else {
                mistakes += villages.mistakes
            }
        }
        return (divisions, leftOut)
    }
}
