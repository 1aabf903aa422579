"""How cosigned checkpoints are kept in PostgreSQL: added by one function, changed by nobody.

The function runs with its owner's rights, so that the role of the service needs none to the table but to read it.
"""

COSIGNED = """
CREATE OR REPLACE FUNCTION audit.keep_cosigned(cosigned_size bigint, cosigned_note text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM audit.head h WHERE h.id = 1 AND h.size >= cosigned_size) THEN
    RAISE EXCEPTION 'what is cosigned is in the log';
  END IF;
  INSERT INTO audit.cosigned (size, note) VALUES (cosigned_size, cosigned_note) ON CONFLICT DO NOTHING;
END $$;
CREATE OR REPLACE FUNCTION audit.cosigned_keeps() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'cosigned checkpoints never change'; END $$;
CREATE OR REPLACE TRIGGER cosigned_keeps BEFORE UPDATE OR DELETE ON audit.cosigned
  FOR EACH ROW EXECUTE FUNCTION audit.cosigned_keeps();
CREATE OR REPLACE TRIGGER cosigned_stays BEFORE TRUNCATE ON audit.cosigned
  FOR EACH STATEMENT EXECUTE FUNCTION audit.cosigned_keeps();
REVOKE ALL ON FUNCTION audit.keep_cosigned FROM PUBLIC;
"""
