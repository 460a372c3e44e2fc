internal import HTTPTypes
internal import Hotline
internal import HotlineStore
internal import MicroHTTP
internal import StrictJSON
internal import Synchronization

/// How the server is, for those who watch it and for those who program against it.
struct SystemHandlers: Sendable {
    let office: Office

    /// Answers `GET /healthz`: the process answers.
    func health(_ exchange: Exchange) throws -> Answer {
        .now(.json { $0.member("status", "ok") })
    }

    /// Answers `GET /readyz`: the database can be written and the rules are loaded.
    func readiness(_ exchange: Exchange) throws -> Answer {
        .later { [office] answer in
            office.store.writer.submit { ledger in
                try ledger.checkWritable()
            } done: { result in
                switch result {
                case .success: answer { .json { $0.member("status", "ready") } }
                case .failure: answer { Problem.storage.response }
                }
            }
        }
    }

    /// Answers `GET /metrics`.
    func metrics(_ exchange: Exchange) throws -> Answer {
        let counts = office.store.writer.counts
        let load = try office.store.load()
        let sequence = office.store.changes.sequence
        let waited = load.oldestAtDesk.map { max(0, exchange.now.seconds - $0.seconds) } ?? 0
        var text = MetricsText()
        text.counter("writer_jobs_total", counts.jobs.load(ordering: .relaxed))
        text.counter("writer_batches_total", counts.batches.load(ordering: .relaxed))
        text.counter("writer_microseconds_total", counts.microseconds.load(ordering: .relaxed))
        text.counter("writer_failures_total", counts.failures.load(ordering: .relaxed))
        text.counter("journal_sequence", Int(sequence))
        text.counters("events_total", by: "action", counts.actions.withLock(\.self))
        text.gauge("tickets_open", load.openCount)
        text.gauge("oldest_at_desk_seconds", Int(waited))
        text.gauge("sweep_last_seconds", Int(office.lastSweep.load(ordering: .relaxed)))
        text.gauge("polls_waiting", office.polls.count)
        text.gauge("index_behind", Int(sequence - (try office.store.indexedTo())))
        return .now(.text(office.metrics.text + text.lines))
    }

    /// Answers `GET /openapi.json`.
    func openAPI(_ exchange: Exchange) throws -> Answer {
        .now(.json(.ok, OpenAPI.document(Endpoints.all(of: office)).bytes))
    }
}
