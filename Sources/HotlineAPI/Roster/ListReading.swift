internal import Tabular

extension TableUpload {
    /// Reads a list by the columns that it may have, its cells trimmed and without blank ones.
    ///
    /// - Throws: A ``Problem`` if it is no list, and what the closures throw.
    func read<Column: Hashable>(
        places: ([String]) throws -> [Column: Int],
        bad: (Int, String) -> Void,
        _ visit: (Int, [Column: String]) throws -> Void
    ) throws {
        var header: [Column: Int]?
        do {
            try read { found in
                switch found {
                case .header(let names): header = try places(names.names)
                case .bad(let line, let mistake): bad(line, mistake.message)
                case .row(let row):
                    let places = try header ?? places(row.header.names)
                    try visit(row.line, row.texts(at: places))
                }
            }
        } catch let mistake as TableMistake {
            throw Problem(type: "bad-list", status: 422, detail: mistake.message)
        }
    }
}
