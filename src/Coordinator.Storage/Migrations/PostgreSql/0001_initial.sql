-- Texts that are compared or sorted have COLLATE "C": by bytes, as on SQLite, whatever the database's language.
-- Instants are ISO 8601 in UTC with seven decimals: timestamptz would round to microseconds. They cast: at::timestamptz.

CREATE TABLE journal (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream   text COLLATE "C" NOT NULL,
    sequence bigint           NOT NULL,
    release  text COLLATE "C" NOT NULL,
    at       text COLLATE "C" NOT NULL,
    kind     text             NOT NULL,
    summary  text             NOT NULL,
    body     text             NOT NULL,
    UNIQUE (stream, sequence)
);

CREATE INDEX journal_release ON journal (release, position);

-- The only way to append: several appends, the first of _lengths[1] entries, and so on. The lock is held until the commit is
-- visible, so positions are given in the order of commits: who reads up to a position has read everything below it. (Ordering by
-- transaction id below the snapshot's xmin gives that too, but one idle transaction anywhere in the server then stops the live
-- journal, and the order does not survive a dump into another server, whose transaction ids begin again.) All of it is one
-- call, because the server has the whole of a call before it begins: a client that freezes amid sending holds no lock.
-- Returns, for each append (from 0) that found another body at one of its places, the first such place; nothing of that append is
-- added. Statements after the lock see what was committed while it was waited for.
CREATE FUNCTION journal_append(
    _lengths integer[],
    _streams text[], _sequences bigint[], _releases text[], _ats text[], _kinds text[], _summaries text[], _bodies text[])
    RETURNS TABLE (conflict_append integer, conflict_stream text, conflict_sequence bigint)
    LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    _first integer := 1;
    _last  integer;
BEGIN
    -- The ASCII codes of "journal".
    PERFORM pg_advisory_xact_lock(29958897753022828);

    FOR _append IN 1 .. cardinality(_lengths) LOOP
        _last := _first + _lengths[_append] - 1;

        SELECT e.stream, e.sequence INTO conflict_stream, conflict_sequence
            FROM unnest(_streams[_first:_last], _sequences[_first:_last], _bodies[_first:_last]) AS e (stream, sequence, body)
            JOIN journal j ON j.stream = e.stream AND j.sequence = e.sequence
            WHERE j.body <> e.body
            ORDER BY e.stream, e.sequence
            LIMIT 1;
        IF FOUND THEN
            conflict_append := _append - 1;
            RETURN NEXT;
        ELSE
            INSERT INTO journal (stream, sequence, release, at, kind, summary, body)
                SELECT e.stream, e.sequence, e.release, e.at, e.kind, e.summary, e.body
                FROM unnest(
                    _streams[_first:_last], _sequences[_first:_last], _releases[_first:_last], _ats[_first:_last],
                    _kinds[_first:_last], _summaries[_first:_last], _bodies[_first:_last]) WITH ORDINALITY
                    AS e (stream, sequence, release, at, kind, summary, body, place)
                ORDER BY e.place
                ON CONFLICT ON CONSTRAINT journal_stream_sequence_key DO NOTHING;
        END IF;

        _first := _last + 1;
    END LOOP;
END
$$;

CREATE TABLE registry (
    kind    text COLLATE "C" NOT NULL,
    name    text COLLATE "C" NOT NULL,
    content text             NOT NULL,
    due_at  text COLLATE "C",
    version bigint           NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE INDEX registry_due ON registry (kind, name) WHERE due_at IS NOT NULL;

CREATE TABLE documents (
    digest  text COLLATE "C" PRIMARY KEY,
    content bytea NOT NULL
);

-- Grain state, behind Orleans' ADO.NET provider (see ../NOTICE). The provider reads its three statements from orleansquery and
-- finds columns and parameters by name; the statements are ours. Payload is json so that people can read it.
CREATE TABLE orleansquery (
    querykey  varchar(64)   PRIMARY KEY,
    querytext varchar(8000) NOT NULL
);

CREATE TABLE orleansstorage (
    serviceid              varchar(150)     NOT NULL,
    graintypehash          integer          NOT NULL,
    grainidhash            integer          NOT NULL,
    graintypestring        text COLLATE "C" NOT NULL,
    grainidn0              bigint           NOT NULL,
    grainidn1              bigint           NOT NULL,
    grainidextensionstring text COLLATE "C",
    -- {"version":N,"state":{...}}; NULL once cleared.
    payload                json,
    -- The ETag. It never starts again, not even after a clear.
    version                integer          NOT NULL,
    modifiedon             timestamptz      NOT NULL DEFAULT now()
);

-- Without it two first writes at once leave two rows, and the grain can never be read again.
CREATE UNIQUE INDEX orleansstorage_identity ON orleansstorage (
    serviceid, graintypehash, grainidhash, graintypestring, grainidn0, grainidn1, coalesce(grainidextensionstring, ''));

INSERT INTO orleansquery (querykey, querytext) VALUES
('ReadFromStorageKey', $query$
    SELECT convert_to(payload::text, 'UTF8') AS PayloadBinary, version AS Version
    FROM orleansstorage
    WHERE serviceid = @ServiceId AND graintypehash = @GrainTypeHash AND grainidhash = @GrainIdHash
      AND graintypestring = @GrainTypeString AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
      AND coalesce(grainidextensionstring, '') = coalesce(@GrainIdExtensionString, '')
      AND payload IS NOT NULL
$query$),
-- One row: the new version, or the caller's own where nothing was written, which the provider takes for a conflict.
('WriteToStorageKey', $query$
    WITH added AS (
        INSERT INTO orleansstorage AS s (serviceid, graintypehash, grainidhash, graintypestring, grainidn0, grainidn1,
            grainidextensionstring, payload, version)
        SELECT @ServiceId, @GrainTypeHash, @GrainIdHash, @GrainTypeString, @GrainIdN0, @GrainIdN1,
            @GrainIdExtensionString, convert_from(@PayloadBinary, 'UTF8')::json, 1
        WHERE @GrainStateVersion::integer IS NULL
        ON CONFLICT (serviceid, graintypehash, grainidhash, graintypestring, grainidn0, grainidn1,
            coalesce(grainidextensionstring, ''))
        DO UPDATE SET payload = excluded.payload, version = s.version + 1, modifiedon = now() WHERE s.payload IS NULL
        RETURNING s.version
    ), replaced AS (
        UPDATE orleansstorage
        SET payload = convert_from(@PayloadBinary, 'UTF8')::json, version = version + 1, modifiedon = now()
        WHERE serviceid = @ServiceId AND graintypehash = @GrainTypeHash AND grainidhash = @GrainIdHash
          AND graintypestring = @GrainTypeString AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
          AND coalesce(grainidextensionstring, '') = coalesce(@GrainIdExtensionString, '')
          AND version = @GrainStateVersion::integer AND payload IS NOT NULL
        RETURNING version
    )
    SELECT coalesce((SELECT version FROM added), (SELECT version FROM replaced), @GrainStateVersion::integer)
        AS NewGrainStateVersion
$query$),
('ClearStorageKey', $query$
    UPDATE orleansstorage
    SET payload = NULL, version = version + 1, modifiedon = now()
    WHERE serviceid = @ServiceId AND graintypehash = @GrainTypeHash AND grainidhash = @GrainIdHash
      AND graintypestring = @GrainTypeString AND grainidn0 = @GrainIdN0 AND grainidn1 = @GrainIdN1
      AND coalesce(grainidextensionstring, '') = coalesce(@GrainIdExtensionString, '')
      AND version = @GrainStateVersion::integer AND payload IS NOT NULL
    RETURNING version AS NewGrainStateVersion
$query$);
