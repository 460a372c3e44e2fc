private import CXlsxWriter
internal import Foundation

extension PrintedTable {
    /// The table as an XLSX file, which looks alike wherever it is opened.
    package func xlsx() throws -> [UInt8] {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "hotline-\(UUID().uuidString).xlsx").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        guard let book = unsafe workbook_new(path),
            let sheet = unsafe workbook_add_worksheet(book, String(name.prefix(31)))
        else {
            throw SpreadsheetError(description: "no workbook can be made in \(path)")
        }
        let looks = unsafe Looks(book)
        unsafe writeHead(sheet, looks)
        unsafe writeRows(sheet, looks)
        unsafe setUpPage(sheet)
        let error = unsafe workbook_close(book)
        guard error == LXW_NO_ERROR else {
            throw SpreadsheetError(description: "the workbook was not written: \(error.rawValue)")
        }
        return Array(try Data(contentsOf: URL(filePath: path)))
    }

    private var lastColumn: UInt16 { UInt16(max(columns.count, 2) - 1) }
    /// Title, line above, and the two rows of the head.
    private static let headRows: UInt32 = 4

    private func writeHead(_ sheet: UnsafeMutablePointer<lxw_worksheet>, _ looks: Looks) {
        unsafe worksheet_set_row(sheet, 0, 32, nil)
        unsafe worksheet_merge_range(sheet, 0, 0, 0, lastColumn, title, looks.title)
        let middle = lastColumn / 2
        unsafe Self.merge(sheet, 1, 0...middle, above.left, looks.left)
        unsafe Self.merge(sheet, 1, (middle + 1)...lastColumn, above.right, looks.right)
        for (index, column) in columns.enumerated() {
            unsafe worksheet_set_column(
                sheet,
                UInt16(index),
                UInt16(index),
                column.width,
                nil
            )
        }
        for group in groups {
            let range = UInt16(group.columns.lowerBound)...UInt16(group.columns.upperBound)
            if let name = group.name {
                unsafe Self.merge(sheet, 2, range, name, looks.head)
                for column in group.columns {
                    let title = columns[column].title
                    unsafe worksheet_write_string(sheet, 3, UInt16(column), title, looks.head)
                }
            } else {
                let title = columns[group.columns.lowerBound].title
                let column = range.lowerBound
                unsafe worksheet_merge_range(sheet, 2, column, 3, column, title, looks.head)
            }
        }
        unsafe worksheet_freeze_panes(sheet, Self.headRows, 1)
    }

    /// One cell is no range to merge.
    private static func merge(
        _ sheet: UnsafeMutablePointer<lxw_worksheet>,
        _ row: UInt32,
        _ columns: ClosedRange<UInt16>,
        _ text: String,
        _ format: UnsafeMutablePointer<lxw_format>?
    ) {
        let (first, last) = (columns.lowerBound, columns.upperBound)
        if first == last {
            unsafe worksheet_write_string(sheet, row, first, text, format)
        } else {
            unsafe worksheet_merge_range(sheet, row, first, row, last, text, format)
        }
    }

    private func writeRows(_ sheet: UnsafeMutablePointer<lxw_worksheet>, _ looks: Looks) {
        var row = Self.headRows
        for (index, cells) in (rows + [total]).enumerated() {
            let isTotal = index == rows.count
            for (column, cell) in cells.prefix(columns.count).enumerated() {
                let isMoney = columns[column].isMoney
                unsafe Self.write(
                    cell,
                    to: sheet,
                    row,
                    UInt16(column),
                    looks.body(isMoney: isMoney, isBold: isTotal)
                )
            }
            row += 1
        }
        for line in below {
            unsafe Self.merge(sheet, row, 0...lastColumn, line, looks.left)
            row += 1
        }
        unsafe worksheet_print_area(sheet, 0, 0, row - 1, lastColumn)
    }

    private static func write(
        _ cell: Sheet.Cell,
        to sheet: UnsafeMutablePointer<lxw_worksheet>,
        _ row: UInt32,
        _ column: UInt16,
        _ format: UnsafeMutablePointer<lxw_format>?
    ) {
        switch cell {
        case .empty: unsafe worksheet_write_blank(sheet, row, column, format)
        case .text(let text):
            unsafe worksheet_write_string(sheet, row, column, text, format)
        case .number(let number), .share(let number):
            unsafe worksheet_write_number(sheet, row, column, number, format)
        }
    }

    private func setUpPage(_ sheet: UnsafeMutablePointer<lxw_worksheet>) {
        unsafe worksheet_set_landscape(sheet)
        // The number that the format has for A4.
        unsafe worksheet_set_paper(sheet, 9)
        unsafe worksheet_fit_to_pages(sheet, 1, 0)
        unsafe worksheet_center_horizontally(sheet)
        unsafe worksheet_set_margins(sheet, 0.6, 0.6, 0.7, 0.7)
        unsafe worksheet_repeat_rows(sheet, 2, 3)
        unsafe worksheet_set_footer(sheet, "&C第 &P 页，共 &N 页")
    }
}

/// The looks of cells, which every program has the fonts for.
@unsafe private struct Looks {
    let title: UnsafeMutablePointer<lxw_format>?
    let head: UnsafeMutablePointer<lxw_format>?
    let left: UnsafeMutablePointer<lxw_format>?
    let right: UnsafeMutablePointer<lxw_format>?
    private let plain: UnsafeMutablePointer<lxw_format>?
    private let money: UnsafeMutablePointer<lxw_format>?
    private let boldPlain: UnsafeMutablePointer<lxw_format>?
    private let boldMoney: UnsafeMutablePointer<lxw_format>?

    init(_ book: UnsafeMutablePointer<lxw_workbook>) {
        unsafe title = Self.format(book, size: 18, isBold: true)
        unsafe format_set_align(title, UInt8(LXW_ALIGN_CENTER.rawValue))
        unsafe head = Self.format(book, size: 11, isBold: true, isBoxed: true)
        unsafe format_set_align(head, UInt8(LXW_ALIGN_CENTER.rawValue))
        unsafe format_set_text_wrap(head)
        unsafe left = Self.format(book, size: 11)
        unsafe format_set_text_wrap(left)
        unsafe right = Self.format(book, size: 11)
        unsafe format_set_align(right, UInt8(LXW_ALIGN_RIGHT.rawValue))
        unsafe plain = Self.format(book, size: 11, isBoxed: true)
        unsafe boldPlain = Self.format(book, size: 11, isBold: true, isBoxed: true)
        unsafe money = Self.format(book, size: 11, isBoxed: true)
        unsafe boldMoney = Self.format(book, size: 11, isBold: true, isBoxed: true)
        unsafe format_set_num_format(money, "#,##0.00")
        unsafe format_set_num_format(boldMoney, "#,##0.00")
        unsafe format_set_num_format(plain, "#,##0")
        unsafe format_set_num_format(boldPlain, "#,##0")
    }

    func body(isMoney: Bool, isBold: Bool) -> UnsafeMutablePointer<lxw_format>? {
        if isMoney { return unsafe isBold ? boldMoney : money }
        return unsafe isBold ? boldPlain : plain
    }

    private static func format(
        _ book: UnsafeMutablePointer<lxw_workbook>,
        size: Double,
        isBold: Bool = false,
        isBoxed: Bool = false
    ) -> UnsafeMutablePointer<lxw_format>? {
        let format = unsafe workbook_add_format(book)
        unsafe format_set_font_size(format, size)
        unsafe format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
        if isBold { unsafe format_set_bold(format) }
        if isBoxed { unsafe format_set_border(format, UInt8(LXW_BORDER_THIN.rawValue)) }
        return unsafe format
    }
}
