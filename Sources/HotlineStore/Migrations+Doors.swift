extension Migrations {
    /// By what accounts come in, and who changed what of them.
    static let doors = """
        CREATE TABLE password (
            account TEXT PRIMARY KEY REFERENCES account,
            salt BLOB NOT NULL CHECK (length(salt) = 16),
            -- What Argon2id was told, for it may be told more in later years.
            memory INTEGER NOT NULL CHECK (memory > 0),
            passes INTEGER NOT NULL CHECK (passes > 0),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            mustChange INTEGER NOT NULL CHECK (mustChange IN (0, 1)),
            changedAt INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE session (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            account TEXT NOT NULL REFERENCES account,
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            address TEXT NOT NULL,
            program TEXT NOT NULL,
            createdAt INTEGER NOT NULL,
            seenAt INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX sessionAccount ON session (account);

        -- Browsers that an account signed in from: guesses from elsewhere do not delay them.
        CREATE TABLE device (
            account TEXT NOT NULL REFERENCES account,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            seenAt INTEGER NOT NULL,
            PRIMARY KEY (account, digest)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE token (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            account TEXT NOT NULL REFERENCES account,
            name TEXT NOT NULL,
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            -- A part of the account's scope, where the token is for that alone.
            division TEXT,
            isReadOnly INTEGER NOT NULL CHECK (isReadOnly IN (0, 1)),
            createdAt INTEGER NOT NULL,
            expiresAt INTEGER NOT NULL,
            seenAt INTEGER,
            revokedAt INTEGER
        ) STRICT;
        CREATE INDEX tokenAccount ON token (account);

        -- The journal of accounts: each row has the hash of the one before in its own.
        CREATE TABLE accountEvent (
            sequence INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            -- Null for the command line.
            byAccount TEXT,
            account TEXT NOT NULL,
            action TEXT NOT NULL,
            details TEXT NOT NULL CHECK (json_valid(details)),
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        CREATE INDEX accountEventAccount ON accountEvent (account, sequence);
        CREATE TRIGGER accountEventIsNeverChanged BEFORE UPDATE ON accountEvent
            BEGIN SELECT raise(ABORT, 'the journal of accounts is append-only'); END;
        CREATE TRIGGER accountEventIsNeverRemoved BEFORE DELETE ON accountEvent
            BEGIN SELECT raise(ABORT, 'the journal of accounts is append-only'); END;
        """
}
