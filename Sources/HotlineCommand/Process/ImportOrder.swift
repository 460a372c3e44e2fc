internal import Hotline
internal import HotlineAPI
internal import StrictJSON

/// One row of an old list: the cells that are read, and the line that they stand in.
struct ImportRow: Sendable {
    let line: Int
    let cells: [ImportColumn: String]
}

/// Some rows to bring in, as one order among those that the command line gives.
struct ImportOrder: Sendable {
    let rows: [ImportRow]
    /// What the columns and values are called.
    let mapping: RuleText

    /// Brings the rows in.
    ///
    /// - Returns: JSON: how many were imported and known, and each bad row's line and reason.
    func perform(on office: Office) throws -> String {
        let rules = try ImportRules(mapping)
        var (imported, known, bad) = (0, 0, [JSON]())
        func note(_ line: Int, _ reason: String) {
            bad.append(["line": .integer(Int64(line)), "reason": .string(reason)])
        }
        var tickets: [(line: Int, ticket: PastTicket)] = []
        let now = office.clock()
        for row in rows {
            do throws(PastTicket.Mistakes) {
                tickets.append((row.line, try PastTicket(row.cells, rules, now: now)))
            } catch {
                note(row.line, error.description)
            }
        }
        let outcomes = try Importer(office).bring(tickets.map(\.ticket))
        for ((line, _), outcome) in zip(tickets, outcomes) {
            switch outcome {
            case .imported: imported += 1
            case .known: known += 1
            case .bad(let reason): note(line, reason)
            }
        }
        let answer: JSON = [
            "imported": .integer(Int64(imported)), "known": .integer(Int64(known)),
            "bad": .array(bad),
        ]
        return String(decoding: answer.bytes, as: UTF8.self)
    }
}

extension ImportOrder {
    var json: JSON {
        let rows = rows.map { row -> JSON in
            let cells = row.cells.sorted { $0.key.rawValue < $1.key.rawValue }
            let members = cells.map { JSON.Member($0.key.rawValue, .string($0.value)) }
            return ["line": .integer(Int64(row.line)), "cells": .object(members)]
        }
        return [
            "order": "importRows", "name": .string(mapping.name), "text": .string(mapping.text),
            "rows": .array(rows),
        ]
    }

    init?(json: JSON) {
        guard json["order"]?.string == "importRows", let name = json["name"]?.string,
            let text = json["text"]?.string, let rows = json["rows"]?.array
        else { return nil }
        mapping = RuleText(name: name, text: text)
        self.rows = rows.compactMap { row in
            guard let line = row["line"]?.integer, let members = row["cells"]?.members
            else { return nil }
            var cells: [ImportColumn: String] = [:]
            for member in members {
                guard let column = ImportColumn(rawValue: member.name) else { continue }
                cells[column] = member.value.string
            }
            return ImportRow(line: Int(line), cells: cells)
        }
        guard self.rows.count == rows.count else { return nil }
    }
}
