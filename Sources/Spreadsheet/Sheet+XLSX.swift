private import CXlsxWriter
internal import Foundation

/// A workbook could not be made.
package struct SpreadsheetError: Error, CustomStringConvertible {
    package let description: String
}

extension Sheet {
    /// One sheet as an XLSX file.
    package func xlsx() throws -> [UInt8] { try Self.xlsx([self]) }

    /// Several sheets as one XLSX file.
    ///
    /// The library writes files alone, so it is made in one that is gone afterwards.
    package static func xlsx(_ sheets: [Sheet]) throws -> [UInt8] {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "hotline-\(UUID().uuidString).xlsx").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard let book = unsafe workbook_new(path) else {
            throw SpreadsheetError(description: "no workbook can be made in \(path)")
        }
        let formats = unsafe Formats(book)
        for (index, sheet) in sheets.enumerated() {
            unsafe sheet.write(to: book, index: index, formats)
        }
        let error = unsafe workbook_close(book)
        guard error == LXW_NO_ERROR else {
            throw SpreadsheetError(description: "the workbook was not written: \(error.rawValue)")
        }
        return Array(try Data(contentsOf: URL(filePath: path)))
    }

    private static let rowsMax = 1_048_000
    private static let textLengthMax = 32_000

    private func write(
        to book: UnsafeMutablePointer<lxw_workbook>,
        index: Int,
        _ formats: Formats
    ) {
        // Named twice alike or badly, it gets a number for its name.
        let named = unsafe workbook_add_worksheet(book, tabName)
        guard let sheet = unsafe named ?? workbook_add_worksheet(book, "\(index + 1)") else {
            return
        }
        var row: UInt32 = 0
        for line in heading {
            let format = unsafe row == 0 ? formats.title : nil
            unsafe worksheet_write_string(sheet, row, 0, line, format)
            row += 1
        }
        for (place, column) in columns.enumerated() {
            let place = UInt16(place)
            let width = Double(max(column.width, column.title.count)) * 2 + 2
            unsafe worksheet_set_column(sheet, place, place, width, nil)
            unsafe worksheet_write_string(sheet, row, place, column.title, formats.head)
        }
        unsafe worksheet_freeze_panes(sheet, row + 1, 1)
        unsafe worksheet_repeat_rows(sheet, row, row)
        row += 1
        for cells in rows.prefix(Self.rowsMax) {
            for (place, cell) in cells.enumerated() {
                unsafe Self.write(cell, to: sheet, row, UInt16(place), formats)
            }
            row += 1
        }
        for line in notes {
            unsafe worksheet_write_string(sheet, row, 0, line, nil)
            row += 1
        }
        unsafe worksheet_set_landscape(sheet)
        unsafe worksheet_set_paper(sheet, Self.a4)
        unsafe worksheet_fit_to_pages(sheet, 1, 0)
    }

    /// The number that the format has for A4.
    private static let a4: UInt8 = 9

    /// Texts are written as texts: none is taken for a formula.
    private static func write(
        _ cell: Cell,
        to sheet: UnsafeMutablePointer<lxw_worksheet>,
        _ row: UInt32,
        _ column: UInt16,
        _ formats: Formats
    ) {
        switch cell {
        case .empty: break
        case .text(let text):
            let cut = String(text.prefix(textLengthMax))
            unsafe worksheet_write_string(sheet, row, column, cut, nil)
        case .number(let number):
            unsafe worksheet_write_number(sheet, row, column, number, nil)
        case .share(let share):
            unsafe worksheet_write_number(sheet, row, column, share, formats.share)
        }
    }

    /// What may stand on a tab: 31 characters, and none of those that Excel forbids.
    private var tabName: String {
        let clean = name.filter { !"[]:*?/\\'".contains($0) }
        return clean.isEmpty ? "1" : String(clean.prefix(31))
    }
}

/// The looks of cells.
@unsafe private struct Formats {
    let title: UnsafeMutablePointer<lxw_format>?
    let head: UnsafeMutablePointer<lxw_format>?
    let share: UnsafeMutablePointer<lxw_format>?

    init(_ book: UnsafeMutablePointer<lxw_workbook>) {
        unsafe title = workbook_add_format(book)
        unsafe format_set_bold(title)
        unsafe format_set_font_size(title, 14)
        unsafe head = workbook_add_format(book)
        unsafe format_set_bold(head)
        unsafe format_set_text_wrap(head)
        unsafe format_set_bottom(head, UInt8(LXW_BORDER_THIN.rawValue))
        unsafe share = workbook_add_format(book)
        unsafe format_set_num_format(share, "0.0%")
    }
}
