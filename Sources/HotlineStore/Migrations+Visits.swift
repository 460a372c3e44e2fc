extension Migrations {
    static let visits = """
        -- Households that a village visited in a month (家访). Functions of the journal of registers.
        CREATE TABLE visit (
            id INTEGER PRIMARY KEY CHECK (id > 0),
            -- The village's duty of that month, under whose key names and texts are sealed.
            duty INTEGER NOT NULL REFERENCES duty,
            village TEXT NOT NULL,
            period TEXT NOT NULL,
            visitedOn INTEGER NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX visitDuty ON visit (duty, id);
        CREATE INDEX visitPeriod ON visit (period, village);

        -- What the visits found changed (家访发现).
        CREATE TABLE finding (
            id INTEGER PRIMARY KEY CHECK (id > 0),
            visit INTEGER NOT NULL REFERENCES visit,
            duty INTEGER NOT NULL REFERENCES duty,
            village TEXT NOT NULL,
            period TEXT NOT NULL,
            topic TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('filed', 'agreed', 'corrected', 'rejected')),
            disposal TEXT CHECK (disposal IN ('ticket', 'roster', 'none')),
            ticket INTEGER REFERENCES ticket,
            -- The household on the roster that was changed, and the case that was opened.
            household INTEGER,
            rosterCase INTEGER,
            verifiedAt INTEGER,
            disposedAt INTEGER,
            revision INTEGER NOT NULL CHECK (revision > 0),
            body BLOB NOT NULL,
            CHECK ((state = 'filed') = (verifiedAt IS NULL)),
            CHECK ((disposal IS NULL) = (disposedAt IS NULL)),
            CHECK (disposal IS NULL OR state IN ('agreed', 'corrected')),
            CHECK ((disposal IS 'ticket') = (ticket IS NOT NULL)),
            CHECK ((disposal IS 'roster') = (household IS NOT NULL)),
            CHECK (rosterCase IS NULL OR household IS NOT NULL)
        ) STRICT;
        CREATE INDEX findingVisit ON finding (visit);
        CREATE INDEX findingDuty ON finding (duty, state);
        CREATE INDEX findingVillage ON finding (village, id);
        CREATE INDEX findingPeriod ON finding (period, village);
        """
}
