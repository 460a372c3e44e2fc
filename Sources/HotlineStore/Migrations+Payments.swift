extension Migrations {
    static let payments = """
        -- Payments of a county for a month and a programme, as one file brought them (发放批次).
        CREATE TABLE paymentBatch (
            id INTEGER PRIMARY KEY,
            county TEXT NOT NULL,
            programme TEXT NOT NULL,
            month TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('entered', 'confirmed', 'withdrawn')),
            -- Whether it is meant to pay everybody, and not a supplement.
            isWhole INTEGER NOT NULL CHECK (isWhole IN (0, 1)),
            -- A keyed digest of the file, by which it is known again.
            digest TEXT NOT NULL,
            lines INTEGER NOT NULL CHECK (lines > 0),
            persons INTEGER NOT NULL CHECK (persons >= lines),
            amount INTEGER NOT NULL CHECK (amount > 0),
            backPersons INTEGER NOT NULL,
            back INTEGER NOT NULL CHECK (back BETWEEN 0 AND amount),
            lateLines INTEGER NOT NULL,
            firstPaidOn INTEGER NOT NULL,
            lastPaidOn INTEGER NOT NULL CHECK (lastPaidOn >= firstPaidOn),
            dueOn INTEGER NOT NULL,
            -- What it was compared with: the roster as of a day, its households that ought to be
            -- paid, and the standard in force.
            rosterOn INTEGER,
            rosterHouseholds INTEGER NOT NULL,
            standard INTEGER,
            enteredAt INTEGER NOT NULL,
            enteredBy TEXT NOT NULL,
            -- When and by whom it was confirmed or withdrawn.
            decidedAt INTEGER,
            decidedBy TEXT,
            reason BLOB,
            CHECK ((state = 'entered') = (decidedAt IS NULL)),
            CHECK ((decidedAt IS NULL) = (decidedBy IS NULL)),
            CHECK (state IS NOT 'confirmed' OR decidedBy IS NOT enteredBy)
        ) STRICT;
        CREATE INDEX paymentBatchCounty ON paymentBatch (county, programme, month);
        CREATE INDEX paymentBatchDigest ON paymentBatch (digest);

        -- One payment to a household or a person (发放明细).
        CREATE TABLE paymentLine (
            batch INTEGER NOT NULL REFERENCES paymentBatch,
            line INTEGER NOT NULL,
            payee TEXT NOT NULL CHECK (payee IN ('household', 'person')),
            township TEXT,
            -- What the ID number is looked up by.
            person BLOB NOT NULL,
            persons INTEGER NOT NULL CHECK (persons > 0),
            amount INTEGER NOT NULL CHECK (amount > 0),
            sort TEXT NOT NULL CHECK (sort IN ('regular', 'back')),
            paidOn INTEGER NOT NULL,
            isLate INTEGER NOT NULL CHECK (isLate IN (0, 1)),
            -- Name, ID number and the end of the account.
            sealed BLOB NOT NULL,
            PRIMARY KEY (batch, line)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX paymentLinePerson ON paymentLine (person);

        -- What to look at before a batch is confirmed (核对疑点).
        CREATE TABLE paymentFinding (
            batch INTEGER NOT NULL REFERENCES paymentBatch,
            id INTEGER NOT NULL,
            kind TEXT NOT NULL,
            line INTEGER,
            person BLOB,
            expected INTEGER,
            count INTEGER NOT NULL,
            PRIMARY KEY (batch, id)
        ) STRICT, WITHOUT ROWID;

        -- What was paid on each day (按日发放), for the funds' way.
        CREATE TABLE paymentDay (
            batch INTEGER NOT NULL REFERENCES paymentBatch,
            paidOn INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            PRIMARY KEY (batch, paidOn)
        ) STRICT, WITHOUT ROWID;

        -- The funds' way (资金流水). What is wrong is cancelled, and written anew.
        CREATE TABLE fundMovement (
            id INTEGER PRIMARY KEY,
            programme TEXT NOT NULL,
            month TEXT NOT NULL,
            step TEXT NOT NULL CHECK (step IN ('raised', 'allocated', 'passedOn', 'paid')),
            fromUnit TEXT,
            toUnit TEXT,
            amount INTEGER NOT NULL CHECK (amount > 0),
            movedOn INTEGER NOT NULL,
            enteredAt INTEGER NOT NULL,
            enteredBy TEXT NOT NULL,
            enteredUnit TEXT NOT NULL,
            note BLOB,
            cancelledAt INTEGER,
            cancelledBy TEXT,
            CHECK (fromUnit IS NOT NULL OR step = 'raised'),
            CHECK (toUnit IS NOT NULL OR step = 'paid')
        ) STRICT;
        CREATE INDEX fundMovementMonth ON fundMovement (month, id);

        -- Signs (疑点) that a manager has released to the unit that they are about.
        CREATE TABLE signRelease (
            sign TEXT PRIMARY KEY,
            releasedAt INTEGER NOT NULL,
            releasedBy TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- The rows of annexes that counties handed in to their city (县级上报).
        CREATE TABLE annexCounty (
            annex INTEGER NOT NULL,
            county TEXT NOT NULL,
            month TEXT NOT NULL,
            handedAt INTEGER NOT NULL,
            handedBy TEXT NOT NULL,
            remark BLOB,
            PRIMARY KEY (annex, county, month)
        ) STRICT, WITHOUT ROWID;

        -- The versions of annexes that cities handed in (市级上报), frozen then.
        CREATE TABLE annexVersion (
            annex INTEGER NOT NULL,
            city TEXT NOT NULL,
            month TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version > 0),
            handedAt INTEGER NOT NULL,
            handedBy TEXT NOT NULL,
            unit TEXT NOT NULL,
            filler BLOB NOT NULL,
            reason BLOB,
            isLate INTEGER NOT NULL CHECK (isLate IN (0, 1)),
            PRIMARY KEY (annex, city, month, version)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE annexRow (
            annex INTEGER NOT NULL,
            city TEXT NOT NULL,
            month TEXT NOT NULL,
            version INTEGER NOT NULL,
            county TEXT NOT NULL,
            backTimes INTEGER NOT NULL,
            back INTEGER NOT NULL,
            totalTimes INTEGER NOT NULL,
            total INTEGER NOT NULL,
            remark BLOB,
            PRIMARY KEY (annex, city, month, version, county)
        ) STRICT, WITHOUT ROWID;
        """
}
