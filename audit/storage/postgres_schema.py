"""What stands in the log's PostgreSQL schema beside its tables: the one function that appends, and what denies changes.

An owner role makes all this, once (`set_up`). The role that the service connects as may then read, and execute
`audit.append`, and nothing else: the function takes the lock first and reads the head in a second statement, compares
and swaps it, numbers the entries without a gap, and gives the bodies back as they are stored. UPDATE, DELETE and
TRUNCATE are denied by privilege to that role, and by trigger to everybody.
"""

import re

from sqlalchemy import Connection, Engine
from sqlalchemy.schema import CreateTable

from audit.errors import LogNotSetUp
from audit.storage.postgres_cosigned import COSIGNED
from audit.storage.postgres_erasure import LATER_ERASURE
from audit.storage.tables import tables

SCHEMA = "audit"
"""The schema of the first shard; each later one has a schema of its own beside it, of the same form."""
_SCHEMA_NAME = re.compile("audit(_[a-z0-9]{1,32})?")
LOCK = 0x676F6C64
"""The number of the advisory lock that every writer of this log takes."""
VERSION = "golden-thread-log/4"
"""Stands as the comment of the schema: whoever connects sees whether the guards are those of this version."""
HEAD_MOVED = "GT001"
"""The SQLSTATE of an append whose head is not the one that it was compared with."""
_ROLE = re.compile("[a-z_][a-z0-9_]{0,62}")

_APPEND = """
CREATE OR REPLACE FUNCTION audit.append(
  old_size bigint, old_peaks bytea, new_peaks bytea, rids text[], bodies bytea[], leaves bytea[],
  tile_levels smallint[], tile_numbers bigint[], tiles bytea[],
  payload_seqs bigint[], payload_algs text[], ciphertexts bytea[], wrapped_keys bytea[],
  shredded bigint[], checkpoint_size bigint, checkpoint_note text
) RETURNS TABLE (stored bytea) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  added bigint := cardinality(rids);
  erased bigint;
BEGIN
  PERFORM pg_advisory_xact_lock({LOCK});
  -- a second statement, so that the head is read as it is once the lock was granted
  PERFORM 1 FROM audit.head h WHERE h.id = 1 AND h.size = old_size AND h.peaks = old_peaks;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the head of the log has moved' USING ERRCODE = '{HEAD_MOVED}';
  END IF;
  IF cardinality(bodies) <> added OR cardinality(leaves) <> added THEN
    RAISE EXCEPTION 'an entry has a request id, a body and a leaf';
  END IF;
  IF added > 0 THEN
    RETURN QUERY
      WITH kept AS (
        INSERT INTO audit.entry AS e (seq, rid, body, leaf)
        SELECT old_size + n - 1, r, b, l FROM unnest(rids, bodies, leaves) WITH ORDINALITY AS given (r, b, l, n)
        RETURNING e.seq, e.body
      ) SELECT kept.body FROM kept ORDER BY kept.seq;
    UPDATE audit.head h SET size = old_size + added, peaks = new_peaks WHERE h.id = 1;
  END IF;
  IF cardinality(tiles) > 0 THEN
    INSERT INTO audit.tile (level, n, data) SELECT * FROM unnest(tile_levels, tile_numbers, tiles);
  END IF;
  IF cardinality(payload_seqs) > 0 THEN
    IF EXISTS (SELECT 1 FROM unnest(payload_seqs) AS s WHERE s < old_size OR s >= old_size + added) THEN
      RAISE EXCEPTION 'a payload comes with its entry';
    END IF;
    INSERT INTO audit.payload (seq, alg, ciphertext, wrapped_key)
      SELECT * FROM unnest(payload_seqs, payload_algs, ciphertexts, wrapped_keys);
  END IF;
  IF cardinality(shredded) > 0 THEN
    IF EXISTS (
      SELECT 1 FROM unnest(shredded) AS s WHERE NOT EXISTS (
        SELECT 1 FROM unnest(bodies) AS b
        WHERE position(convert_to('"relates_to":' || s || ',', 'UTF8') IN b) > 0
          AND position(convert_to('"type":"payload.shredded"', 'UTF8') IN b) > 0)
    ) THEN
      RAISE EXCEPTION 'a payload loses its key only beside the entry that says so';
    END IF;
    UPDATE audit.payload p SET wrapped_key = NULL WHERE p.seq = ANY(shredded);
    GET DIAGNOSTICS erased = ROW_COUNT;
    IF erased <> (SELECT count(DISTINCT s) FROM unnest(shredded) AS s) THEN
      RAISE EXCEPTION 'there is no such payload';
    END IF;
  END IF;
  -- one row for each tile's worth of sizes, and never an older one over a newer
  IF checkpoint_size IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audit.checkpoint c WHERE c.size >= checkpoint_size) THEN
    DELETE FROM audit.checkpoint c WHERE c.size >= (checkpoint_size & ~255::bigint);
    INSERT INTO audit.checkpoint (size, note) VALUES (checkpoint_size, checkpoint_note);
  END IF;
END $$;
"""

_GUARDS = """
CREATE OR REPLACE FUNCTION audit.deny() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what the log holds never changes'; END $$;
CREATE OR REPLACE FUNCTION audit.only_lose_the_key() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NEW.wrapped_key IS NOT NULL OR NEW.ciphertext <> OLD.ciphertext OR NEW.seq <> OLD.seq OR NEW.alg <> OLD.alg THEN
    RAISE EXCEPTION 'a payload can only lose its key';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER entry_keeps BEFORE UPDATE OR DELETE ON audit.entry FOR EACH ROW EXECUTE FUNCTION audit.deny();
CREATE OR REPLACE TRIGGER entry_stays BEFORE TRUNCATE ON audit.entry FOR EACH STATEMENT EXECUTE FUNCTION audit.deny();
CREATE OR REPLACE TRIGGER tile_keeps BEFORE UPDATE OR DELETE ON audit.tile FOR EACH ROW EXECUTE FUNCTION audit.deny();
CREATE OR REPLACE TRIGGER tile_stays BEFORE TRUNCATE ON audit.tile FOR EACH STATEMENT EXECUTE FUNCTION audit.deny();
CREATE OR REPLACE TRIGGER payload_keeps BEFORE UPDATE ON audit.payload
  FOR EACH ROW EXECUTE FUNCTION audit.only_lose_the_key();
CREATE OR REPLACE TRIGGER payload_stays BEFORE DELETE ON audit.payload FOR EACH ROW EXECUTE FUNCTION audit.deny();
CREATE OR REPLACE TRIGGER payload_remains BEFORE TRUNCATE ON audit.payload
  FOR EACH STATEMENT EXECUTE FUNCTION audit.deny();
REVOKE ALL ON ALL TABLES IN SCHEMA audit FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA audit FROM PUBLIC;
INSERT INTO audit.head VALUES (1, 0, '') ON CONFLICT DO NOTHING;
-- a key that was destroyed is cleared out of the table within a minute, not once a fifth of its rows have changed
ALTER TABLE audit.payload SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
"""


def in_schema(statements: str, schema: str) -> str:
    """The same statements for the log in another schema. Raises LogNotSetUp where that is no schema of a log."""
    if schema == SCHEMA:
        return statements
    if not _SCHEMA_NAME.fullmatch(schema):
        raise LogNotSetUp("The name of a log's schema is `audit`, or `audit_` with small letters and digits.")
    return statements.replace("audit.", f"{schema}.")


def set_up(engine: Engine, application: str = "", schema: str = SCHEMA) -> None:
    """Make the schema, its tables, its function and its guards; run again, it renews what has changed.

    `engine` connects as the role that shall own them. `application` is the role that the service connects as, which
    must be there already: it is given the reading and `audit.append`, and everything else is taken from it. Without
    one, the owner itself is the service: for a demo and for tests. Raises LogNotSetUp, and SQLAlchemyError as it comes.
    """
    if application and not _ROLE.fullmatch(application):
        raise LogNotSetUp("The name of the service's database role is of small letters, digits and underscores.")
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        append = _APPEND.replace("{LOCK}", str(LOCK)).replace("{HEAD_MOVED}", HEAD_MOVED)
        functions = in_schema(append + COSIGNED + LATER_ERASURE + _GUARDS, schema)
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        connection.exec_driver_sql(f"SET LOCAL search_path TO {schema}")
        for table in tables.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
        connection.exec_driver_sql(functions)
        connection.exec_driver_sql(f"COMMENT ON SCHEMA {schema} IS '{VERSION}'")
        if application:
            _grant(connection, application, schema)


def _grant(connection: Connection, application: str, schema: str) -> None:
    owner = connection.exec_driver_sql("SELECT current_user").scalar_one()
    if application == owner:
        raise LogNotSetUp("The service's database role must be another than the one that owns the log.")
    for statement in (
        f"REVOKE ALL ON SCHEMA {schema} FROM {application}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {application}",
        f"GRANT USAGE ON SCHEMA {schema} TO {application}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {application}",
        f"GRANT EXECUTE ON FUNCTION {schema}.append TO {application}",
        f"GRANT EXECUTE ON FUNCTION {schema}.keep_cosigned TO {application}",
        f"GRANT EXECUTE ON FUNCTION {schema}.lose_key TO {application}",
    ):
        connection.exec_driver_sql(statement)


def is_set_up(connection: Connection, schema: str = SCHEMA) -> bool:
    """Whether the schema is there as this version makes it."""
    found = connection.exec_driver_sql(
        "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", (schema,)
    ).scalar()
    return bool(found == VERSION)


def excess_of_rights(connection: Connection, schema: str = SCHEMA) -> str:
    """What the connected role could do to the log beyond reading and appending; nothing if it could do no more."""
    superuser, owner, writes = connection.exec_driver_sql(
        "SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user), "
        "(SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class WHERE oid = %s::regclass), "
        "EXISTS (SELECT 1 FROM pg_class, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS right_ "
        "WHERE relnamespace = %s::regnamespace AND relkind = 'r' "
        "AND has_table_privilege(current_user, pg_class.oid, right_))",
        (f"{schema}.entry", schema),
    ).one()
    said = ((superuser, "it is a superuser"), (owner, "it owns the log's tables"), (writes, "it may write to them"))
    return next((words for is_so, words in said if is_so), "")
