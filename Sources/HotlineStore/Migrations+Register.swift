extension Migrations {
    static let register = """
        -- The journal of the registers (台账流水): what happens to all that is no ticket.
        CREATE TABLE registerEvent (
            sequence INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            byAccount TEXT,
            byRole TEXT,
            byUnit TEXT,
            register TEXT NOT NULL,
            subject TEXT NOT NULL,
            action TEXT NOT NULL,
            payload TEXT NOT NULL,
            hash BLOB NOT NULL
        ) STRICT;
        CREATE INDEX registerEventSubject ON registerEvent (register, subject, sequence);
        """
}
