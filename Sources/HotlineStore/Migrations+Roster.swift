extension Migrations {
    static let roster = """
        -- The roster (清单台账). All of it is a function of the journal of registers; of what is
        -- sealed or a lookup code, the journal has the digest.

        -- Somebody on the roster, by codes that nobody can turn back into a number or a name.
        CREATE TABLE rosterPerson (
            id INTEGER PRIMARY KEY,
            lookup BLOB NOT NULL UNIQUE CHECK (length(lookup) = 16),
            -- Name, township and birth date together.
            weak BLOB NOT NULL CHECK (length(weak) = 16),
            name BLOB NOT NULL CHECK (length(name) = 16)
        ) STRICT;
        CREATE INDEX rosterPersonWeak ON rosterPerson (weak);
        CREATE INDEX rosterPersonName ON rosterPerson (name);

        -- Who that is, from a day on.
        CREATE TABLE rosterDetail (
            person INTEGER NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 1),
            validFrom INTEGER NOT NULL,
            sealed BLOB NOT NULL,
            PRIMARY KEY (person, version)
        ) STRICT, WITHOUT ROWID;

        -- What holds for a household, from a day on. A change adds a row; none is changed.
        CREATE TABLE rosterHousehold (
            household INTEGER NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 1),
            validFrom INTEGER NOT NULL,
            standing TEXT NOT NULL CHECK (standing IN ('on', 'gradual', 'off')),
            programme TEXT NOT NULL
                CHECK (programme IN ('dibao', 'tekun', 'marginal', 'rigid')),
            variety TEXT CHECK (variety IN ('urban', 'rural', 'concentrated', 'dispersed')),
            township TEXT NOT NULL,
            village TEXT,
            members INTEGER NOT NULL CHECK (members >= 0),
            amount INTEGER NOT NULL CHECK (amount >= 0),
            isSingle INTEGER NOT NULL CHECK (isSingle IN (0, 1)),
            isStaff INTEGER NOT NULL CHECK (isStaff IN (0, 1)),
            selfCare TEXT,
            reviewPace TEXT NOT NULL CHECK (reviewPace IN ('yearly', 'halfYearly')),
            reviewDue INTEGER NOT NULL,
            gradualUntil INTEGER,
            basis TEXT NOT NULL,
            sealed BLOB NOT NULL,
            PRIMARY KEY (household, version),
            CHECK ((standing = 'gradual') = (gradualUntil IS NOT NULL))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX rosterHouseholdTownship ON rosterHousehold (township, household);
        CREATE INDEX rosterHouseholdGradual ON rosterHousehold (gradualUntil)
            WHERE gradualUntil IS NOT NULL;
        CREATE INDEX rosterHouseholdDue ON rosterHousehold (reviewDue) WHERE standing <> 'off';

        CREATE TABLE rosterMember (
            household INTEGER NOT NULL,
            person INTEGER NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 1),
            validFrom INTEGER NOT NULL,
            isMember INTEGER NOT NULL CHECK (isMember IN (0, 1)),
            relation TEXT NOT NULL,
            basis TEXT NOT NULL,
            PRIMARY KEY (household, person, version)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX rosterMemberPerson ON rosterMember (person);

        -- What must be done to a household, step by step (办理事项).
        CREATE TABLE rosterCase (
            id INTEGER PRIMARY KEY,
            household INTEGER NOT NULL,
            person INTEGER,
            kind TEXT NOT NULL CHECK (kind IN ('exit', 'reduce', 'death', 'unreported')),
            programme TEXT NOT NULL,
            township TEXT NOT NULL,
            openedOn INTEGER NOT NULL,
            happenedOn INTEGER NOT NULL,
            done TEXT NOT NULL CHECK (json_valid(done)),
            step TEXT,
            stepDue INTEGER,
            due INTEGER,
            effectiveFrom INTEGER,
            amount INTEGER,
            closedOn INTEGER,
            isWithdrawn INTEGER NOT NULL CHECK (isWithdrawn IN (0, 1)),
            CHECK ((step IS NULL) = (closedOn IS NOT NULL))
        ) STRICT;
        CREATE INDEX rosterCaseHousehold ON rosterCase (household);
        CREATE INDEX rosterCaseDue ON rosterCase (stepDue) WHERE step IS NOT NULL;

        -- What was written down with each step of a case, sealed.
        CREATE TABLE rosterCaseText (
            caseID INTEGER NOT NULL,
            step INTEGER NOT NULL,
            sealed BLOB NOT NULL,
            PRIMARY KEY (caseID, step)
        ) STRICT, WITHOUT ROWID;

        -- A list that was taken in, and what it changed.
        CREATE TABLE rosterImport (
            id INTEGER PRIMARY KEY,
            division TEXT NOT NULL,
            validFrom INTEGER NOT NULL,
            digest TEXT NOT NULL,
            rows INTEGER NOT NULL,
            entered INTEGER NOT NULL,
            changed INTEGER NOT NULL,
            unchanged INTEGER NOT NULL,
            missing INTEGER NOT NULL,
            bad INTEGER NOT NULL,
            startedAt INTEGER NOT NULL,
            endedAt INTEGER
        ) STRICT;
        CREATE TABLE rosterMistake (
            import INTEGER NOT NULL,
            id INTEGER NOT NULL,
            line INTEGER NOT NULL,
            columnName TEXT,
            message TEXT NOT NULL,
            PRIMARY KEY (import, id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE rosterDifference (
            import INTEGER NOT NULL,
            household INTEGER NOT NULL,
            change TEXT NOT NULL CHECK (change IN ('entered', 'changed', 'missing')),
            parts TEXT NOT NULL CHECK (json_valid(parts)),
            PRIMARY KEY (import, household)
        ) STRICT, WITHOUT ROWID;
        """
}
