internal import Foundation
internal import GRDB
package import Hotline
package import HotlineDuties
internal import NationalCrypto
internal import StrictJSON

/// A file of payments, sealed and checked before the writer has it (待入库批次).
package struct ReadyPayments: Sendable {
    package let head: PaymentHead
    let isWhole: Bool
    let digest: String
    package let due: PaymentDues.Due
    package let measure: PaymentMeasure
    package let totals: PaymentTotals
    package let findings: [PaymentFinding]
    let key: DataKey
    /// The rows of its lines, but for the number of the batch.
    let lines: [[DatabaseValue]]
    let days: [Day: Fen]
}

/// What a batch was compared with when it was entered (核对依据), frozen then.
package struct PaymentMeasure: Hashable, Sendable {
    /// The day as of which the county's roster was asked; nil where it keeps none.
    package let rosterOn: Day?
    /// How many households ought to have been paid by it.
    package let households: Int
    /// The standard in force, per person and month; nil where there is none.
    package let standard: Fen?
}

/// What is sealed of a person in a line (密封内容).
struct SealedPerson {
    let name: String
    let idNumber: String
    let account: String

    var text: String {
        String(
            decoding: JSON.array([.string(name), .string(idNumber), .string(account)]).bytes,
            as: UTF8.self
        )
    }

    init(name: String, idNumber: String, account: String) {
        self.name = name
        self.idNumber = idNumber
        self.account = account
    }

    init(_ text: String) throws {
        let parts = (try JSON(Array(text.utf8)).array ?? []).compactMap(\.string)
        guard parts.count == 3 else { throw BrokenRow("a sealed person") }
        (name, idNumber, account) = (parts[0], parts[1], parts[2])
    }

    /// What may be shown of it without a purpose.
    var masked: MaskedPerson {
        MaskedPerson(
            name: PersonalField(.name, name).masked,
            idNumber: PersonalField(.idNumber, idNumber).masked,
            account: account.isEmpty ? "" : "****\(account)"
        )
    }

    static func place(ofLine line: Int) -> String { "payment line \(line)" }
}

/// A person of a line, masked (脱敏).
package struct MaskedPerson: Sendable {
    package let name: String
    package let idNumber: String
    package let account: String
}

extension KeyRing {
    package func personKey(_ idNumber: IDNumber) -> PersonKey {
        PersonKey(Array(lookupKey(of: PersonalField(.idNumber, idNumber.description)) ?? Data()))
    }
}

extension Store {
    /// Seals the lines of a file, of which `file` is the SM3, and compares them with what is known.
    package func ready(
        _ lines: [PaymentLine],
        of head: PaymentHead,
        isWhole: Bool,
        due: PaymentDues.Due,
        file: [UInt8],
        rules: PaymentRules,
        standards: Standards
    ) throws -> ReadyPayments {
        let persons = lines.map { keys.personKey($0.idNumber) }
        let recipients = try recipientList(head)
        let check = PaymentCheck(
            head: head,
            rules: rules,
            standards: standards,
            recipients: recipients,
            paidAlready: try paidAlready(head)
        )
        let key = DataKey.fresh()
        let rows = zip(lines, persons).map { line, person in
            Self.row(line, person, dueOn: due.day, key)
        }
        var days: [Day: Fen] = [:]
        for line in lines { days[line.paidOn] = (days[line.paidOn] ?? Fen(0)) + line.amount }
        return ReadyPayments(
            head: head,
            isWhole: isWhole,
            digest: digest(ofFile: file),
            due: due,
            measure: PaymentMeasure(
                rosterOn: recipients.asOf,
                households: recipients.households.count,
                standard: check.standard?.amount
            ),
            totals: PaymentTotals(lines, dueOn: due.day),
            findings: check.findings(lines, keys: persons, isWhole: isWhole),
            key: key,
            lines: rows,
            days: days
        )
    }

    /// What a file is known again by.
    package func digest(ofFile file: [UInt8]) -> String {
        Array(keys.digest(ofRequest: file)).hexadecimal
    }

    private static func row(
        _ line: PaymentLine,
        _ person: PersonKey,
        dueOn due: Day,
        _ key: DataKey
    ) -> [DatabaseValue] {
        let sealed = SealedPerson(
            name: line.name,
            idNumber: line.idNumber.description,
            account: line.account
        )
        return [
            .null, line.line.databaseValue, line.payee.rawValue.databaseValue,
            (line.township?.description).databaseValue, Data(person.bytes).databaseValue,
            line.persons.databaseValue, line.amount.count.databaseValue,
            line.sort.rawValue.databaseValue, line.paidOn.number.databaseValue,
            line.isLate(dueOn: due).databaseValue,
            key.seal(sealed.text, in: SealedPerson.place(ofLine: line.line)).databaseValue,
        ]
    }
}
