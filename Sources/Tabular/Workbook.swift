internal import Foundation

/// An Excel workbook (.xlsx, ISO/IEC 29500), of which the first sheet is read.
struct Workbook {
    private let archive: ZipArchive
    private let limits: TableLimits

    private let isHeader: Table.HeaderTest?

    init(_ archive: ZipArchive, limits: TableLimits, isHeader: Table.HeaderTest?) {
        self.archive = archive
        self.limits = limits
        self.isHeader = isHeader
    }

    func read(_ visit: (Table.Found, Double) throws -> Void) throws {
        let book = try parts()
        let sheet = SheetParser(
            texts: try texts(),
            dates: try DateStyles(data("xl/styles.xml"), startsIn1904: book.startsIn1904),
            limits: limits
        )
        guard let data = try data(book.sheet) else {
            throw TableMistake.noWorkbook("it has no sheet")
        }
        var assembly = TableAssembly(limits: limits, isHeader: isHeader)
        // What one row after another of the sheet gives; the sheet says nothing of how many come.
        try sheet.parse(data) { line, record, progress in
            try assembly.take(line, record, progress, visit)
        }
        try assembly.end()
    }

    private func data(_ name: String) throws -> Data? {
        try archive.entry(name, sizeMax: limits.unpackedSizeMax)
    }

    /// Where the first sheet lies, and from when its dates count.
    private func parts() throws -> (sheet: String, startsIn1904: Bool) {
        guard let data = try data("xl/workbook.xml") else {
            throw TableMistake.noWorkbook("it has no xl/workbook.xml")
        }
        var (first, startsIn1904): (String?, Bool) = (nil, false)
        try XMLScan.elements(of: data) { name, attributes in
            if name == "sheet" { first = first ?? attributes["r:id"] }
            if name == "workbookPr" {
                startsIn1904 = ["1", "true"].contains(attributes["date1904"] ?? "")
            }
        }
        var target: String?
        try XMLScan.elements(of: self.data("xl/_rels/workbook.xml.rels") ?? Data()) {
            if $0 == "Relationship", $1["Id"] == first { target = $1["Target"] }
        }
        guard let target else { return ("xl/worksheets/sheet1.xml", startsIn1904) }
        let path = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/\(target)"
        return (path, startsIn1904)
    }

    /// The texts that cells refer to by number.
    private func texts() throws -> [String] {
        guard let data = try data("xl/sharedStrings.xml") else { return [] }
        let scan = SharedTexts()
        try XMLScan.parse(data, with: scan)
        return scan.texts
    }
}

/// Which styles of cells show a number as a date.
struct DateStyles {
    private var isDate: [Bool] = []
    private let startsIn1904: Bool

    /// The formats of every workbook that are dates or times.
    private static let builtIn: Set<Int> = Set(14...22).union(27...36).union(45...47).union(50...58)

    init(_ styles: Data?, startsIn1904: Bool) throws {
        self.startsIn1904 = startsIn1904
        guard let styles else { return }
        var own: Set<Int> = []
        var formats: [Int] = []
        var isWithinCells = false
        try XMLScan.elements(of: styles) { name, attributes in
            let id = attributes["numFmtId"].flatMap(Int.init) ?? 0
            switch name {
            case "numFmt":
                if Self.isDate(attributes["formatCode"] ?? "") { own.insert(id) }
            case "cellXfs": isWithinCells = true
            case "cellStyles": isWithinCells = false
            case "xf": if isWithinCells { formats.append(id) }
            default: break
            }
        }
        isDate = formats.map { Self.builtIn.contains($0) || own.contains($0) }
    }

    /// Whether a format has days or hours in it, outside of what it quotes.
    private static func isDate(_ format: String) -> Bool {
        var isQuoted = false
        var brackets = 0
        for character in format.lowercased() {
            switch character {
            case "\"": isQuoted.toggle()
            case "[": brackets += 1
            case "]": brackets -= 1
            case "y", "d", "h", "s": if !isQuoted && brackets == 0 { return true }
            default: break
            }
        }
        return false
    }

    /// The day and time that a number means in a style; nil if it is but a number.
    func text(_ number: Double, style: Int) -> String? {
        guard style < isDate.count, isDate[style], (0..<2_958_466).contains(number) else {
            return nil
        }
        let seconds = Int((number * 86400).rounded())
        let (days, second) = seconds.quotientAndRemainder(dividingBy: 86400)
        let time = [second / 3600, second / 60 % 60, second % 60].map(Self.twoDigits)
        let clock = time.joined(separator: ":")
        guard days > 0 else { return clock }
        // Serial 1 is 1900-01-01, and 60 is a day that never was: from 61 on this is right.
        let sinceEpoch = days - (startsIn1904 ? 24107 : 25569)
        let date = Date(timeIntervalSince1970: Double(sinceEpoch) * 86400)
        let day = date.formatted(.iso8601.year().month().day())
        return second == 0 ? day : "\(day) \(clock)"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}
