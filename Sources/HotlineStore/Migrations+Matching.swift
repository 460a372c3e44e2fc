extension Migrations {
    static let matching = """
        -- Matching (数据比对). All of it is a function of the journal of registers.

        -- What partner departments are asked for, and how far that is (数据共享申请).
        CREATE TABLE dataRequest (
            id INTEGER PRIMARY KEY,
            division TEXT NOT NULL,
            source TEXT NOT NULL,
            purpose TEXT NOT NULL CHECK (purpose IN ('discovery', 'review')),
            isConditional INTEGER NOT NULL CHECK (isConditional IN (0, 1)),
            proposedOn INTEGER NOT NULL,
            state TEXT NOT NULL,
            due INTEGER,
            isExtended INTEGER NOT NULL CHECK (isExtended IN (0, 1)),
            proposedBy TEXT NOT NULL,
            approvedBy TEXT,
            -- Why, as its proposer wrote it, sealed.
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE INDEX dataRequestDue ON dataRequest (due) WHERE due IS NOT NULL;

        -- A partner's list that was compared with the roster, and thrown away (名单).
        CREATE TABLE matchList (
            id INTEGER PRIMARY KEY,
            request INTEGER NOT NULL,
            division TEXT NOT NULL,
            source TEXT NOT NULL,
            purpose TEXT NOT NULL,
            day INTEGER NOT NULL,
            digest TEXT NOT NULL,
            rows INTEGER NOT NULL,
            bad INTEGER NOT NULL,
            strong INTEGER NOT NULL,
            weak INTEGER NOT NULL,
            marks INTEGER NOT NULL,
            startedAt INTEGER NOT NULL,
            endedAt INTEGER,
            -- Who gave it and how, as its bringer wrote it, sealed.
            sealed BLOB NOT NULL
        ) STRICT;
        CREATE INDEX matchListRequest ON matchList (request);

        CREATE TABLE matchMistake (
            list INTEGER NOT NULL,
            id INTEGER NOT NULL,
            line INTEGER NOT NULL,
            columnName TEXT,
            message TEXT NOT NULL,
            PRIMARY KEY (list, id)
        ) STRICT, WITHOUT ROWID;

        -- That somebody may be in need, or may no longer qualify, and why (风险提示).
        CREATE TABLE mark (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('entry', 'exit')),
            lookup BLOB NOT NULL CHECK (length(lookup) = 16),
            person INTEGER,
            household INTEGER,
            county TEXT NOT NULL,
            township TEXT,
            strength TEXT NOT NULL CHECK (strength IN ('strong', 'weak')),
            state TEXT NOT NULL CHECK (state IN ('weak', 'noted', 'open', 'visiting', 'returned',
                'closed')),
            reasons TEXT NOT NULL CHECK (json_valid(reasons)),
            points INTEGER NOT NULL,
            lists TEXT NOT NULL CHECK (json_valid(lists)),
            madeOn INTEGER NOT NULL,
            ticket INTEGER,
            result TEXT,
            disposal TEXT,
            closedOn INTEGER,
            -- Who it is, sealed under the key of its first list.
            sealed BLOB NOT NULL,
            -- What the visit found and what was done about it, sealed likewise.
            report BLOB,
            CHECK (json_array_length(reasons) >= 1),
            CHECK ((state = 'closed') = (closedOn IS NOT NULL))
        ) STRICT;
        CREATE INDEX markOpen ON mark (lookup, kind) WHERE state <> 'closed';
        CREATE INDEX markState ON mark (state, county, id);
        CREATE INDEX markTicket ON mark (ticket) WHERE ticket IS NOT NULL;
        """
}
