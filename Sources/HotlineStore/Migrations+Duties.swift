extension Migrations {
    static let duties = """
        -- What units owe by the calendar (定期任务). A function of the journal of registers.
        CREATE TABLE duty (
            id INTEGER PRIMARY KEY CHECK (id > 0),
            rule TEXT NOT NULL,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            unit TEXT NOT NULL,
            receiver TEXT NOT NULL,
            -- The household on the roster that it is about, and the case.
            household INTEGER,
            caseID INTEGER CHECK (caseID IS NULL OR household IS NOT NULL),
            period TEXT NOT NULL,
            opensAt INTEGER NOT NULL,
            due INTEGER NOT NULL CHECK (due > opensAt),
            -- The last working day before it is due, where that day is none; days since 1970.
            workingDay INTEGER,
            yellowAt INTEGER NOT NULL,
            basis TEXT NOT NULL,
            grade TEXT NOT NULL,
            note TEXT,
            calendar TEXT NOT NULL,
            isProvisional INTEGER NOT NULL CHECK (isProvisional IN (0, 1)),
            state TEXT NOT NULL
                CHECK (state IN ('owed', 'handedIn', 'accepted', 'sentBack', 'ended')),
            missedAt INTEGER CHECK (missedAt = due),
            firstHandedInAt INTEGER,
            handedInAt INTEGER,
            decidedAt INTEGER,
            sentBacks INTEGER NOT NULL CHECK (sentBacks >= 0),
            revision INTEGER NOT NULL CHECK (revision > 0),
            -- When the sweep must next look at it.
            attentionAt INTEGER,
            CHECK ((firstHandedInAt IS NULL) = (handedInAt IS NULL)),
            CHECK (state IN ('owed', 'ended') OR handedInAt IS NOT NULL)
        ) STRICT;
        CREATE UNIQUE INDEX dutyOnce ON duty (rule, unit, period) WHERE household IS NULL;
        CREATE UNIQUE INDEX dutyHousehold ON duty (household, rule, coalesce(caseID, 0))
            WHERE household IS NOT NULL AND state IN ('owed', 'sentBack');
        CREATE INDEX dutyOpens ON duty (rule, unit, opensAt);
        CREATE INDEX dutyDue ON duty (due, id);
        CREATE INDEX dutyUnit ON duty (unit, due, id);
        CREATE INDEX dutyReceiver ON duty (receiver, due, id);
        CREATE INDEX dutyPeriod ON duty (period, unit);
        CREATE INDEX dutyAttention ON duty (attentionAt) WHERE attentionAt IS NOT NULL;

        -- Since when a rule binds a unit: what was due before, it never owed.
        CREATE TABLE dutyBound (
            rule TEXT NOT NULL,
            unit TEXT NOT NULL,
            since INTEGER NOT NULL,
            PRIMARY KEY (rule, unit)
        ) STRICT, WITHOUT ROWID;

        -- What people wrote of a duty: why it was sent back, and notes. Sealed under its key.
        CREATE TABLE dutyText (
            -- The line of the journal of registers that it belongs to.
            sequence INTEGER PRIMARY KEY,
            duty INTEGER NOT NULL REFERENCES duty,
            body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX dutyTextDuty ON dutyText (duty);
        """
}
