-- What came with each batch, batches that go back to the inbox, failures put aside, and the pace of work.

ALTER TABLE batch
    ADD files bigint NOT NULL DEFAULT 0,        -- new ones
    ADD known bigint NOT NULL DEFAULT 0,        -- whose content was here already
    ADD unreadable bigint NOT NULL DEFAULT 0,   -- new ones that could not be read
    ADD bytes bigint NOT NULL DEFAULT 0,        -- of the new ones
    ADD last_at timestamptz;                    -- when the last file came

UPDATE batch
   SET files = came.files, known = came.known, unreadable = came.unreadable, bytes = came.bytes,
       last_at = came.last_at
  FROM (SELECT sighting.batch_id, count(*) FILTER (WHERE NOT duplicate) AS files,
               count(*) FILTER (WHERE duplicate) AS known,
               count(*) FILTER (WHERE NOT duplicate AND problem IS NOT NULL) AS unreadable,
               coalesce(sum(size) FILTER (WHERE NOT duplicate), 0) AS bytes,
               max(seen_at) AS last_at
          FROM sighting JOIN media ON media.id = media_id
         GROUP BY sighting.batch_id) AS came
 WHERE batch.id = came.batch_id;
CREATE INDEX batch_filled ON batch (id DESC) WHERE files + known > 0;

CREATE TABLE batch_return (
    batch_id bigint PRIMARY KEY REFERENCES batch,
    by_name text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now(),
    returned bigint NOT NULL DEFAULT 0,
    problem text,                               -- why it does not go on; it is tried again
    ended_at timestamptz
);

-- Failures for one reason that a person does not want to see; one that happens later shows them again.
CREATE TABLE put_aside (
    analyzer text NOT NULL,
    key text NOT NULL,                          -- md5 of the reason, which may be long
    by_name text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (analyzer, key)
);

-- Analyses that ended, by minute, for the curves; two days of it.
CREATE TABLE pace (
    analyzer text NOT NULL,
    minute timestamptz NOT NULL,
    done integer NOT NULL,
    PRIMARY KEY (analyzer, minute)
);
