extension Migrations {
    static let notices = """
        -- Who is told of what (提醒). Made with the event that it tells of.
        CREATE TABLE notice (
            id INTEGER PRIMARY KEY,
            -- Moves whenever the notice does: what those who wait for notices go by.
            sequence INTEGER NOT NULL UNIQUE,
            ticket INTEGER NOT NULL REFERENCES ticket,
            -- The event that it tells of.
            event INTEGER NOT NULL REFERENCES event,
            occasion TEXT NOT NULL,
            clock INTEGER,
            rule TEXT NOT NULL,
            recipient TEXT NOT NULL CHECK (recipient IN ('unit', 'desk', 'manager')),
            unit TEXT NOT NULL,
            -- Who was on duty then.
            accounts TEXT NOT NULL CHECK (json_valid(accounts)),
            at INTEGER NOT NULL,
            acknowledge TEXT NOT NULL,
            following TEXT NOT NULL CHECK (json_valid(following)),
            -- When the next is told; null once that is done or need not be.
            raiseAt INTEGER CHECK (raiseAt > at),
            -- The notice that nobody had acknowledged when this one was made.
            raisedFrom INTEGER REFERENCES notice,
            acknowledgedAt INTEGER,
            acknowledgedBy TEXT,
            -- When what it tells of was over.
            settledAt INTEGER,
            -- When it is next handed to the deployment's command; null once it was or need not be.
            tryAt INTEGER,
            tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
            handedAt INTEGER,
            CHECK ((acknowledgedAt IS NULL) = (acknowledgedBy IS NULL)),
            CHECK (raiseAt IS NULL OR (acknowledgedAt IS NULL AND settledAt IS NULL))
        ) STRICT;
        CREATE INDEX noticeUnit ON notice (unit, recipient, sequence);
        CREATE INDEX noticeOpen ON notice (ticket)
            WHERE acknowledgedAt IS NULL AND settledAt IS NULL;
        CREATE UNIQUE INDEX noticeRaisedFrom ON notice (raisedFrom) WHERE raisedFrom IS NOT NULL;
        CREATE INDEX noticeRaise ON notice (raiseAt) WHERE raiseAt IS NOT NULL;
        CREATE INDEX noticeTry ON notice (tryAt) WHERE tryAt IS NOT NULL;
        """
}
