import GRDB

/// The schema, as the numbered steps that led to it.
///
/// SQL text, because that is what will be read in ten years. Instants are seconds since 1970,
/// flags 0 or 1, lists JSON. Tables that can be rebuilt from others say so.
enum Migrations {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 tickets") { try $0.execute(sql: tickets) }
        migrator.registerMigration("2 journal") { try $0.execute(sql: journal) }
        migrator.registerMigration("3 people") { try $0.execute(sql: people) }
        migrator.registerMigration("4 doors") { try $0.execute(sql: doors) }
        migrator.registerMigration("5 access") { try $0.execute(sql: access) }
        migrator.registerMigration("6 notices") { try $0.execute(sql: notices) }
        migrator.registerMigration("7 counts") { try makeCounts($0) }
        migrator.registerMigration("8 register") { try $0.execute(sql: register) }
        migrator.registerMigration("9 duties") { try $0.execute(sql: duties) }
        migrator.registerMigration("10 visits") { try $0.execute(sql: visits) }
        migrator.registerMigration("11 roster") { try $0.execute(sql: roster) }
        migrator.registerMigration("12 matching") { try $0.execute(sql: matching) }
        migrator.registerMigration("13 payments") { try $0.execute(sql: payments) }
        migrator.registerMigration("14 states") { try $0.execute(sql: states) }
        // Immediate, because to look at every reference of a large database takes a while.
        migrator.registerMigration("15 lists", foreignKeyChecks: .immediate) {
            try writeOutLists($0)
        }
        return migrator
    }

    /// By it a search finds the open tickets of a state, however many are in others.
    private static let states = "CREATE INDEX ticketState ON ticket (state) WHERE closedAt IS NULL"

    private static let tickets = """
        CREATE TABLE ticket (
            number INTEGER PRIMARY KEY CHECK (number >= 10000000000001),
            state TEXT NOT NULL CHECK (state IN ('desk', 'dispatched', 'returning',
                'handling', 'suspended', 'answered', 'closed')),
            outcome TEXT CHECK (outcome IN ('resolved', 'explained', 'answeredOnTheSpot',
                'notAccepted', 'merged', 'withdrawn', 'finalAnswer')),
            desk TEXT NOT NULL,
            unit TEXT,
            taker TEXT,
            channel TEXT NOT NULL,
            externalNumber TEXT,
            receivedAt INTEGER NOT NULL,
            filedAt INTEGER NOT NULL,
            filedBy TEXT NOT NULL,
            filedUnit TEXT NOT NULL,
            isAnonymous INTEGER NOT NULL CHECK (isAnonymous IN (0, 1)),
            isConfidential INTEGER NOT NULL CHECK (isConfidential IN (0, 1)),
            registeredTownship TEXT,
            kind TEXT NOT NULL,
            matter TEXT NOT NULL,
            aspect TEXT NOT NULL,
            isUrgent INTEGER NOT NULL CHECK (isUrgent IN (0, 1)),
            classification TEXT NOT NULL,
            route TEXT NOT NULL,
            county TEXT,
            township TEXT,
            placeName TEXT,
            accused TEXT NOT NULL,
            isFirewalled INTEGER NOT NULL CHECK (isFirewalled IN (0, 1)),
            proposal TEXT,
            returns INTEGER NOT NULL CHECK (returns >= 0),
            barredFromReturn TEXT NOT NULL,
            reworks INTEGER NOT NULL CHECK (reworks >= 0),
            isRaised INTEGER NOT NULL CHECK (isRaised IN (0, 1)),
            isContacted INTEGER NOT NULL CHECK (isContacted IN (0, 1)),
            suspensionReason TEXT,
            suspendedSince INTEGER,
            wakesAt INTEGER,
            suspendedDays INTEGER NOT NULL CHECK (suspendedDays >= 0),
            extensionsGranted INTEGER NOT NULL CHECK (extensionsGranted >= 0),
            extensionDaysAsked INTEGER CHECK (extensionDaysAsked > 0),
            supervision TEXT CHECK (supervision IN ('county', 'city', 'province')),
            isExcluded INTEGER NOT NULL CHECK (isExcluded IN (0, 1)),
            lead INTEGER REFERENCES ticket,
            answeredOutcome TEXT,
            closedAt INTEGER,
            governingClock INTEGER,
            revision INTEGER NOT NULL,
            programme TEXT,
            acceptedOn INTEGER,
            special TEXT,
            unsignedAt INTEGER,
            tenures TEXT NOT NULL,
            attentionAt INTEGER,
            CHECK ((state = 'closed') = (outcome IS NOT NULL)),
            CHECK ((state = 'closed') = (closedAt IS NOT NULL)),
            CHECK ((state = 'suspended') = (wakesAt IS NOT NULL)),
            CHECK ((outcome IS 'merged') = (lead IS NOT NULL)),
            CHECK (unit IS NOT NULL OR state IN ('desk', 'closed'))
        ) STRICT;
        CREATE UNIQUE INDEX ticketExternal ON ticket (channel, externalNumber)
            WHERE externalNumber IS NOT NULL;
        CREATE INDEX ticketAttention ON ticket (attentionAt, number)
            WHERE attentionAt IS NOT NULL;
        CREATE INDEX ticketUnit ON ticket (unit, number) WHERE unit IS NOT NULL;

        CREATE TABLE clock (
            ticket INTEGER NOT NULL REFERENCES ticket,
            id INTEGER NOT NULL CHECK (id > 0),
            kind TEXT NOT NULL,
            stage TEXT,
            unit TEXT NOT NULL,
            started INTEGER NOT NULL,
            due INTEGER NOT NULL,
            status TEXT NOT NULL CHECK (status IN ('running', 'paused', 'met', 'missed',
                'cancelled')),
            missedAt INTEGER,
            ended INTEGER,
            yellowAt INTEGER,
            isYellow INTEGER NOT NULL CHECK (isYellow IN (0, 1)),
            pauses TEXT NOT NULL,
            extensions TEXT NOT NULL,
            rule TEXT NOT NULL,
            basis TEXT NOT NULL,
            grade TEXT NOT NULL,
            term TEXT,
            rollsOver INTEGER NOT NULL CHECK (rollsOver IN (0, 1)),
            hours TEXT NOT NULL,
            calendar TEXT NOT NULL,
            isProvisional INTEGER NOT NULL CHECK (isProvisional IN (0, 1)),
            PRIMARY KEY (ticket, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX clockProvisional ON clock (ticket)
            WHERE isProvisional = 1 AND ended IS NULL;
        -- What was missed or is about to be, by county and as a whole: for the list of breaches.
        CREATE INDEX clockBreachCounty ON clock (substr(unit, 1, 6), due, ticket, id)
            WHERE missedAt IS NOT NULL OR isYellow = 1;
        CREATE INDEX clockBreach ON clock (due, ticket, id, unit)
            WHERE missedAt IS NOT NULL OR isYellow = 1;
        CREATE INDEX clockBreachOpen ON clock (due, ticket, id, unit)
            WHERE ended IS NULL AND (missedAt IS NOT NULL OR isYellow = 1);

        CREATE TABLE callBack (
            ticket INTEGER NOT NULL REFERENCES ticket,
            caller INTEGER NOT NULL REFERENCES ticket,
            attempts INTEGER NOT NULL CHECK (attempts >= 0),
            result TEXT CHECK (result IN ('yes', 'basically', 'no', 'unreached')),
            PRIMARY KEY (ticket, caller)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE coHandler (
            ticket INTEGER NOT NULL REFERENCES ticket,
            unit TEXT NOT NULL,
            hasReported INTEGER NOT NULL CHECK (hasReported IN (0, 1)),
            clock INTEGER,
            PRIMARY KEY (ticket, unit)
        ) STRICT, WITHOUT ROWID;

        -- The guidance cards that callers were told of, with the edition.
        CREATE TABLE told (
            ticket INTEGER NOT NULL REFERENCES ticket,
            card TEXT NOT NULL,
            edition INTEGER NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (ticket, card, edition)
        ) STRICT, WITHOUT ROWID;

        -- What each unit owes, the nearest first. Rebuilt from ticket, clock and coHandler.
        CREATE TABLE queue (
            unit TEXT NOT NULL,
            due INTEGER NOT NULL,
            ticket INTEGER NOT NULL REFERENCES ticket,
            PRIMARY KEY (unit, due, ticket)
        ) STRICT, WITHOUT ROWID;

        -- Whose accounts a ticket is kept from. Rebuilt from ticket.
        CREATE TABLE shutOut (
            ticket INTEGER NOT NULL REFERENCES ticket,
            unit TEXT NOT NULL,
            PRIMARY KEY (ticket, unit)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE dayCount (
            day INTEGER PRIMARY KEY,
            count INTEGER NOT NULL CHECK (count > 0)
        ) STRICT;
        """

    private static let journal = """
        -- Texts and personal data: the journal holds their ids and salted digests alone.
        CREATE TABLE text (
            ticket INTEGER NOT NULL,
            id INTEGER NOT NULL CHECK (id > 0),
            role TEXT NOT NULL CHECK (role IN ('demand', 'title', 'accused', 'body',
                'internal', 'reason')),
            salt BLOB NOT NULL CHECK (length(salt) = 16),
            body TEXT NOT NULL,
            PRIMARY KEY (ticket, id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE personal (
            ticket INTEGER NOT NULL,
            id INTEGER NOT NULL CHECK (id > 0),
            field TEXT NOT NULL CHECK (field IN ('name', 'phone', 'idNumber', 'bankCard',
                'address', 'queryCode')),
            -- Whether it was cut out of a text, where a placeholder names its id.
            isCut INTEGER NOT NULL CHECK (isCut IN (0, 1)),
            -- The value, encrypted under the ticket's key; its random nonce is its salt.
            sealed BLOB NOT NULL CHECK (length(sealed) >= 28),
            -- What it is looked up by, for fields that are: a keyed code of the value.
            lookup BLOB CHECK (length(lookup) = 16),
            PRIMARY KEY (ticket, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX personalLookup ON personal (lookup) WHERE lookup IS NOT NULL;
        -- The key of each ticket (by its number), and of the calls of each day (by the day),
        -- wrapped under a version of the master key. To remove a row is to forget.
        CREATE TABLE dataKey (
            id INTEGER PRIMARY KEY,
            version INTEGER NOT NULL,
            wrapped BLOB NOT NULL CHECK (length(wrapped) = 44)
        ) STRICT;
        -- Which key file this database belongs to, and the newest master key it was told of.
        CREATE TABLE keyFile (
            database BLOB NOT NULL CHECK (length(database) = 16),
            newest INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE attachment (
            ticket INTEGER NOT NULL REFERENCES ticket,
            id INTEGER NOT NULL,
            -- Name and key are encrypted under the ticket's key. The file itself is encrypted
            -- under that key, in the folder of attachments, by the digest of what is there.
            name BLOB NOT NULL,
            type TEXT NOT NULL,
            digest TEXT NOT NULL CHECK (length(digest) = 64),
            size INTEGER NOT NULL,
            key BLOB NOT NULL,
            PRIMARY KEY (ticket, id)
        ) STRICT;

        CREATE TABLE event (
            sequence INTEGER PRIMARY KEY,
            ticket INTEGER NOT NULL REFERENCES ticket,
            at INTEGER NOT NULL,
            byAccount TEXT,
            byRole TEXT,
            byUnit TEXT,
            action TEXT NOT NULL,
            fromState TEXT,
            toState TEXT NOT NULL,
            reason INTEGER,
            body INTEGER,
            payload TEXT NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            -- Who may see it: the ticket's desk and unit after it, and before where others.
            desk TEXT NOT NULL,
            unit TEXT,
            formerDesk TEXT,
            formerUnit TEXT
        ) STRICT;
        CREATE INDEX eventTicket ON event (ticket, sequence);
        CREATE INDEX eventUnit ON event (unit, sequence) WHERE unit IS NOT NULL;
        -- Most events leave their ticket where it is: those are found by the index above.
        CREATE INDEX eventFormerUnit ON event (formerUnit, sequence)
            WHERE formerUnit IS NOT NULL AND formerUnit IS NOT unit;
        CREATE TRIGGER eventIsNeverChanged BEFORE UPDATE ON event
            BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
        CREATE TRIGGER eventIsNeverRemoved BEFORE DELETE ON event
            BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

        -- Who else may see it: units that help, and the unit that filed it.
        CREATE TABLE audience (
            unit TEXT NOT NULL,
            sequence INTEGER NOT NULL REFERENCES event,
            PRIMARY KEY (unit, sequence)
        ) STRICT, WITHOUT ROWID;
        """

    private static let people = """
        CREATE TABLE account (
            name TEXT PRIMARY KEY,
            role TEXT NOT NULL,
            division TEXT NOT NULL,
            unit TEXT NOT NULL,
            createdAt INTEGER NOT NULL,
            disabledAt INTEGER
        ) STRICT;

        CREATE TABLE idempotency (
            account TEXT NOT NULL,
            key TEXT NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            status INTEGER NOT NULL,
            fields TEXT NOT NULL CHECK (json_valid(fields)),
            body BLOB NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (account, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX idempotencyAt ON idempotency (at);

        CREATE TABLE call (
            id TEXT PRIMARY KEY,
            unit TEXT NOT NULL,
            account TEXT NOT NULL,
            -- Phone and summary are encrypted under the key of the day it was created on.
            phone BLOB,
            phoneLookup BLOB CHECK (length(phoneLookup) = 16),
            ringing INTEGER,
            answered INTEGER,
            ended INTEGER,
            summary BLOB,
            ticket INTEGER REFERENCES ticket,
            createdAt INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX callUnit ON call (unit, createdAt);
        CREATE INDEX callPhone ON call (phoneLookup) WHERE phoneLookup IS NOT NULL;

        CREATE TABLE dutyPhone (unit TEXT PRIMARY KEY, phone TEXT NOT NULL) STRICT;
        CREATE TABLE dutyShift (
            unit TEXT NOT NULL,
            account TEXT NOT NULL,
            starts INTEGER NOT NULL,
            ends INTEGER NOT NULL CHECK (ends > starts),
            PRIMARY KEY (unit, starts, account)
        ) STRICT, WITHOUT ROWID;

        -- Lists of divisions that were imported: they go before those of the rules.
        CREATE TABLE divisionList (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;

        -- Written to see whether the database can be.
        CREATE TABLE probe (at INTEGER NOT NULL) STRICT;
        INSERT INTO probe VALUES (0);

        -- Every edition of a year's calendar that a deadline was ever computed with.
        CREATE TABLE calendarYear (
            year INTEGER NOT NULL,
            edition INTEGER NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (year, edition)
        ) STRICT, WITHOUT ROWID;
        """
}
