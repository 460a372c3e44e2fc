internal import Foundation
internal import GRDB
package import Hotline
package import HotlineDuties

/// A file that was taken already, and is sent again.
package struct FileTaken: Error {
    /// The batch that it made, where the sender may know of it.
    package let batch: Int64?
}

/// Why something is not done to payments, besides what a ``Refusal`` says.
package enum PaymentRefusal: Error {
    /// The account keeps no books of that county or city.
    case notPermitted
}

extension Ledger {
    /// Takes a file of payments in (录入批次): all of its lines or, if there is anything wrong, none.
    ///
    /// - Throws: ``FileTaken`` if a batch that stands was made of the same file.
    package func enter(
        _ ready: ReadyPayments,
        by actor: Actor,
        at now: Instant
    ) throws -> PaymentBatchView {
        guard actor.keepsBooks(of: ready.head.county) else { throw PaymentRefusal.notPermitted }
        let taken = try Row.fetchOne(
            database,
            sql: """
                SELECT id, county FROM paymentBatch WHERE digest = ? AND state != 'withdrawn'
                """,
            arguments: [ready.digest]
        )
        if let taken {
            let isOwn = (taken[1] as String) == ready.head.county.description
            throw FileTaken(batch: isOwn ? taken[0] : nil)
        }
        let id = try nextPaymentID("paymentBatch")
        let batch = PaymentBatch(id, ready, by: actor, at: now)
        try ready.key.insert(for: .register(.batch(id)), keys, database)
        let number = id.databaseValue
        var writes: [RegisterWrite] = [.put(PaymentTables.batch, batch.values)]
        writes += ready.days.sorted { $0.key < $1.key }.map { day, amount in
            .put(
                PaymentTables.day,
                [number, day.number.databaseValue, amount.count.databaseValue]
            )
        }
        writes += ready.findings.enumerated().map { index, finding in
            .put(PaymentTables.finding, [number] + finding.values(id: index + 1))
        }
        writes += ready.lines.map { .put(PaymentTables.line, [number] + $0.dropFirst()) }
        try record(writes, of: "\(id)", "enter", by: actor, at: now)
        return try view(of: batch)
    }

    /// Writes as many entries as the rows need.
    func record(
        _ writes: [RegisterWrite],
        of subject: String,
        _ action: String,
        by actor: Actor?,
        at now: Instant
    ) throws {
        var rest = writes[...]
        repeat {
            try record(
                RegisterEntry(
                    register: .payment,
                    subject: subject,
                    action: action,
                    by: actor,
                    at: now,
                    writes: Array(rest.prefix(RegisterEntry.rowsMax))
                )
            )
            rest = rest.dropFirst(RegisterEntry.rowsMax)
        } while !rest.isEmpty
    }

    func nextPaymentID(_ table: StaticString) throws -> Int64 {
        let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM \(table)")
        return (last ?? 0) + 1
    }

    // MARK: The end of a batch

    /// Confirms a batch (确认): by another than who entered it, and with the sum of his own papers.
    package func confirm(
        _ id: Int64,
        total: Fen,
        reason: String?,
        dues: PaymentDues,
        by actor: Actor,
        at now: Instant
    ) throws -> PaymentBatchView {
        let batch = try openBatch(id, for: actor)
        guard batch.enteredBy != actor.account else {
            throw Refusal.againstRule("录入人不能自己确认，请由本局另一账号确认。")
        }
        guard total == batch.totals.amount else {
            throw Refusal.badField(pointer: "/total", message: "与批次合计不符，请核对拨付凭证。")
        }
        let findings = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM paymentFinding WHERE batch = ? AND \(Store.findingsForAll)",
            arguments: [id]
        )
        let twice = try paidTwiceSince(batch)
        if findings ?? 0 > 0 || twice > 0, reason == nil {
            throw Refusal.badField(
                pointer: "/reason",
                message: "有\((findings ?? 0) + twice)处核对疑点，请说明核实情况。"
            )
        }
        let view = try decide(batch, .confirmed, reason: reason, by: actor, at: now)
        if batch.isWhole {
            let due = dues.due(.payment(batch.programme), batch.month, in: batch.county)
            try handInDuty(due, by: actor, at: now)
        }
        return view
    }

    /// Hands the duty in that this settles (报送任务), if the account's unit owes it still.
    func handInDuty(_ due: PaymentDues.Due, by actor: Actor, at now: Instant) throws {
        let duty = try duty(of: actor.unit, rule: due.rule, period: due.period, at: now)
        guard let duty, duty.state.isOpen, duty.mayBeDone(.handIn, by: actor) else { return }
        _ = try perform(.handIn, on: duty.id, seenAt: nil, by: actor, at: now)
    }

    /// How many were paid by a batch that came between the entry and now.
    private func paidTwiceSince(_ batch: PaymentBatch) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT count(DISTINCT l.person) FROM paymentLine l
                WHERE l.batch = ? AND l.sort = 'regular' AND EXISTS (
                    SELECT 1 FROM paymentBatch o JOIN paymentLine p ON p.batch = o.id
                    WHERE o.county = ? AND o.programme = ? AND o.month = ? AND o.id > ?
                        AND o.state = 'confirmed' AND p.sort = 'regular'
                        AND p.person = l.person)
                """,
            arguments: [
                batch.id, batch.county.description, batch.programme.rawValue,
                batch.month.description, batch.id,
            ]
        ) ?? 0
    }

    /// Withdraws a batch (作废), confirmed or not: it counts nowhere any more.
    package func withdraw(
        _ id: Int64,
        reason: String,
        by actor: Actor,
        at now: Instant
    ) throws -> PaymentBatchView {
        let batch = try batch(id, for: actor)
        guard actor.keepsBooks(of: batch.county) else { throw PaymentRefusal.notPermitted }
        guard batch.state != .withdrawn else { throw Refusal.againstRule("批次已作废。") }
        return try decide(batch, .withdrawn, reason: reason, by: actor, at: now)
    }

    private func openBatch(_ id: Int64, for actor: Actor) throws -> PaymentBatch {
        let batch = try batch(id, for: actor)
        guard actor.keepsBooks(of: batch.county) else { throw PaymentRefusal.notPermitted }
        guard batch.state == .entered else {
            throw Refusal.againstRule(batch.state == .confirmed ? "批次已确认。" : "批次已作废。")
        }
        return batch
    }

    private func batch(_ id: Int64, for actor: Actor) throws -> PaymentBatch {
        guard let batch = try Store.batch(id, for: actor, database) else {
            throw Refusal.notThere
        }
        return batch
    }

    private func decide(
        _ batch: PaymentBatch,
        _ state: PaymentState,
        reason: String?,
        by actor: Actor,
        at now: Instant
    ) throws -> PaymentBatchView {
        var batch = batch
        batch.state = state
        batch.decidedAt = now
        batch.decidedBy = actor.account
        let key = try registerKey(.batch(batch.id))
        batch.reason = reason.map { key.seal($0, in: PaymentBatch.reasonPlace) }
        let write = RegisterWrite.put(PaymentTables.batch, batch.values)
        let action = state == .confirmed ? "confirm" : "withdraw"
        try record([write], of: "\(batch.id)", action, by: actor, at: now)
        return try view(of: batch)
    }

    private func view(of batch: PaymentBatch) throws -> PaymentBatchView {
        try Store.view(of: batch, keys, database)
    }
}

extension PaymentFinding {
    /// The row, but for the batch.
    fileprivate func values(id: Int) -> [DatabaseValue] {
        [
            id.databaseValue, kind.rawValue.databaseValue, line.databaseValue,
            (person.map { Data($0.bytes) }).databaseValue, (expected?.count).databaseValue,
            count.databaseValue,
        ]
    }
}
