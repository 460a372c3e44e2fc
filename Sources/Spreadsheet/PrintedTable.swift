/// A table as an office hands it in (报表): a title, a head of merged cells, borders, and a page that
/// it prints on.
package struct PrintedTable: Sendable {
    /// The name on its tab.
    package var name: String
    package var title: String
    /// What stands between title and head, at the left and at the right.
    package var above: (left: String, right: String)
    package var columns: [Column]
    package var rows: [[Sheet.Cell]]
    /// The last row (合计), in bold.
    package var total: [Sheet.Cell]
    /// Lines below the table.
    package var below: [String]

    package init(
        name: String,
        title: String,
        above: (left: String, right: String),
        columns: [Column],
        rows: [[Sheet.Cell]],
        total: [Sheet.Cell],
        below: [String]
    ) {
        self.name = name
        self.title = title
        self.above = above
        self.columns = columns
        self.rows = rows
        self.total = total
        self.below = below
    }

    package struct Column: Sendable {
        package let title: String
        /// What it and its neighbours of the same group are headed with; nil for a column alone.
        package let group: String?
        package let width: Double
        /// Whether its numbers are money, with two decimals.
        package let isMoney: Bool

        package init(_ title: String, group: String? = nil, width: Double, isMoney: Bool = false) {
            self.title = title
            self.group = group
            self.width = width
            self.isMoney = isMoney
        }
    }

    /// The ranges of columns that have a head in common.
    var groups: [(name: String?, columns: ClosedRange<Int>)] {
        var groups: [(name: String?, columns: ClosedRange<Int>)] = []
        for (index, column) in columns.enumerated() {
            if let last = groups.last, let name = column.group, last.name == name {
                groups[groups.count - 1].columns = last.columns.lowerBound...index
            } else {
                groups.append((column.group, index...index))
            }
        }
        return groups
    }
}
