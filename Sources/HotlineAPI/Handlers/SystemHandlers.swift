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
        let gauges = """
            # TYPE hotline_writer_jobs_total counter
            hotline_writer_jobs_total \(counts.jobs.load(ordering: .relaxed))
            # TYPE hotline_writer_batches_total counter
            hotline_writer_batches_total \(counts.batches.load(ordering: .relaxed))
            # TYPE hotline_writer_microseconds_total counter
            hotline_writer_microseconds_total \(counts.microseconds.load(ordering: .relaxed))
            # TYPE hotline_journal_sequence counter
            hotline_journal_sequence \(office.store.changes.sequence)
            # TYPE hotline_polls_waiting gauge
            hotline_polls_waiting \(office.polls.count)
            # TYPE hotline_index_behind gauge
            hotline_index_behind \(office.store.changes.sequence - (try office.store.indexedTo()))

            """
        return .now(.text(office.metrics.text + gauges))
    }

    /// Answers `GET /openapi.json`.
    func openAPI(_ exchange: Exchange) throws -> Answer {
        .now(.json(.ok, OpenAPI.document(Endpoints.all(of: office)).bytes))
    }
}
