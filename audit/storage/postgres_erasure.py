"""How a payload of a closed shard loses its key in PostgreSQL: beside the entry of a later shard that says so.

A closed log takes no entry, so the one that says it stands in the shard that serves. What it says is kept here too, in
`erased`: the function refuses what does not name this log and this payload, and nobody changes or removes it.
"""

LATER_ERASURE = """
CREATE OR REPLACE FUNCTION audit.lose_key(origin text, lost bigint, said bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM audit.entry e WHERE e.seq = (SELECT h.size - 1 FROM audit.head h WHERE h.id = 1)
      AND position(convert_to('"type":"shard.closed"', 'UTF8') IN e.body) > 0
  ) THEN
    RAISE EXCEPTION 'a log that still grows says itself what it erases';
  END IF;
  IF position(convert_to('"earlier":{"index":' || lost || ',"origin":"' || origin || '"}', 'UTF8') IN said) = 0
    OR position(convert_to('"type":"payload.shredded"', 'UTF8') IN said) = 0
  THEN
    RAISE EXCEPTION 'a payload loses its key only with the entry that says so';
  END IF;
  INSERT INTO audit.erased (seq, said) VALUES (lost, said) ON CONFLICT DO NOTHING;
  UPDATE audit.payload p SET wrapped_key = NULL WHERE p.seq = lost;
END $$;
CREATE OR REPLACE FUNCTION audit.erased_keeps() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what was said of an erasure never changes'; END $$;
CREATE OR REPLACE TRIGGER erased_keeps BEFORE UPDATE OR DELETE ON audit.erased
  FOR EACH ROW EXECUTE FUNCTION audit.erased_keeps();
CREATE OR REPLACE TRIGGER erased_stays BEFORE TRUNCATE ON audit.erased
  FOR EACH STATEMENT EXECUTE FUNCTION audit.erased_keeps();
REVOKE ALL ON FUNCTION audit.lose_key FROM PUBLIC;
"""
