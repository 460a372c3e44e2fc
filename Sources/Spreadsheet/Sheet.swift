/// A table for people to work with in a spreadsheet (电子表格).
package struct Sheet: Sendable {
    /// The name on its tab, which is cut and cleaned where it cannot be one.
    package var name: String
    /// Lines of text above the table, the first of them its title.
    package var heading: [String]
    package var columns: [Column]
    package var rows: [[Cell]]
    /// Lines of text below the table.
    package var notes: [String]

    package init(
        name: String,
        heading: [String] = [],
        columns: [Column],
        rows: [[Cell]],
        notes: [String] = []
    ) {
        self.name = name
        self.heading = heading
        self.columns = columns
        self.rows = rows
        self.notes = notes
    }

    package struct Column: Sendable {
        package let title: String
        /// About how many Chinese characters fit in it.
        package let width: Int

        package init(_ title: String, width: Int = 8) {
            self.title = title
            self.width = width
        }
    }

    package enum Cell: Hashable, Sendable {
        case empty
        case text(String)
        case number(Double)
        /// A part of one, shown as per cent.
        case share(Double)
    }
}

extension Sheet.Cell {
    package static func count(_ number: Int) -> Sheet.Cell { .number(Double(number)) }
}
