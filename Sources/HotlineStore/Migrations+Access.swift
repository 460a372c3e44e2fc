extension Migrations {
    /// Who looked at whose data, and what of that was cut off when its time was over.
    static let access = """
        CREATE TABLE access (
            sequence INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            account TEXT NOT NULL,
            role TEXT NOT NULL,
            unit TEXT NOT NULL,
            -- The address that the request came from.
            peer TEXT NOT NULL,
            action TEXT NOT NULL,
            ticket INTEGER,
            field TEXT,
            purpose TEXT,
            request TEXT NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        CREATE INDEX accessTicket ON access (ticket, sequence) WHERE ticket IS NOT NULL;
        -- The seals at which the log was cut: what was before each is gone.
        CREATE TABLE accessCut (
            sequence INTEGER PRIMARY KEY,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            at INTEGER NOT NULL,
            code BLOB NOT NULL CHECK (length(code) = 32)
        ) STRICT;
        -- The tickets whose personal data and texts were destroyed in time, and the last
        -- numbers that those had.
        CREATE TABLE purged (
            ticket INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            text INTEGER NOT NULL,
            personal INTEGER NOT NULL
        ) STRICT;
        CREATE TRIGGER accessIsNeverChanged BEFORE UPDATE ON access
            BEGIN SELECT raise(ABORT, 'the access log is append-only'); END;
        CREATE TRIGGER accessIsNeverRemoved BEFORE DELETE ON access
            WHEN OLD.sequence > (SELECT coalesce(max(sequence), 0) FROM accessCut)
            BEGIN SELECT raise(ABORT, 'the access log is append-only'); END;
        """
}
