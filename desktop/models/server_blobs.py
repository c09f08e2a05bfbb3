"""Who reaches the contents of documents on an office's server: nobody rewrites a piece, or destroys what is filed.

Whoever runs the office reaches all of them sealed, to look after them; keys he gets from no server.
"""

from desktop.models.server_rules import Rule

TEXT = """
-- whether there is a row of a content, seen or not: pieces without one are still being filed by who stored them
CREATE OR REPLACE FUNCTION cf.is_blob(wanted uuid) RETURNS boolean LANGUAGE sql STABLE {safe} AS
    'SELECT EXISTS (SELECT 1 FROM public.blob b WHERE b.id = wanted)';

-- whether a paper is this content, seen or not
CREATE OR REPLACE FUNCTION cf.is_filed(content uuid) RETURNS boolean LANGUAGE sql STABLE {safe} AS
    'SELECT EXISTS (SELECT 1 FROM public.document_version v WHERE v.blob_id = content)';

-- destroys a content that no paper is any more, whoever has filed it
CREATE OR REPLACE FUNCTION cf.let_go(content uuid) RETURNS boolean LANGUAGE plpgsql {safe} AS $$
BEGIN
    IF cf.me() IS NULL OR cf.is_filed(content) THEN RETURN false; END IF;
    UPDATE public.blob SET state = 'destroyed', file_key = NULL, digest = NULL,
        destroyed_at = (extract(epoch FROM now()) * 1000)::bigint WHERE id = content AND file_key IS NOT NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    DELETE FROM public.blob_chunk WHERE blob = content;
    RETURN true;
END $$;

-- keys are sealed anew and never taken away but with the content; how its bytes stand says who looks after them
CREATE OR REPLACE FUNCTION cf.guard_blob() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE free text[] := ARRAY['state', 'verified_at'];
BEGIN
    IF cf.has('owner') THEN
        RETURN NEW;
    END IF;
    IF cf.has('office_run_all') THEN free := free || ARRAY['unbacked_at']; END IF;
    IF OLD.created_by_id = cf.me() OR NOT cf.is_filed(OLD.id) THEN
        free := free || ARRAY['file_key', 'digest', 'destroyed_at'];
    END IF;
    IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free
            OR (OLD.state = 'destroyed') AND (NEW.state <> 'destroyed' OR NEW.file_key IS NOT NULL)
            OR (NEW.state = 'destroyed') <> (NEW.file_key IS NULL)
            OR (NEW.state = 'destroyed') <> (NEW.destroyed_at IS NOT NULL)
            OR (NEW.state = 'destroyed' AND OLD.state <> 'destroyed' AND cf.is_filed(OLD.id)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for this content of a document';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.blob;
CREATE TRIGGER guard BEFORE UPDATE ON public.blob FOR EACH ROW EXECUTE FUNCTION cf.guard_blob();
"""

FOR_USER = ("is_blob(uuid)", "let_go(uuid)")
INNER = ("guard_blob()", "is_filed(uuid)")

_MINE = "created_by_id = (SELECT cf.me())"
_STORING = "stored_by = (SELECT cf.me()) AND NOT cf.is_blob(blob_chunk.blob)"
_LOST = "EXISTS (SELECT 1 FROM blob b WHERE b.id = blob_chunk.blob AND b.state IN ('missing', 'damaged'))"
_LEFT = _LOST.replace("'missing',", "'destroyed', 'missing',")

RULES = {
    "blob": Rule(
        (
            ("SELECT", "user", _MINE),
            # with the paper that it is
            ("SELECT", "documents.see", "EXISTS (SELECT 1 FROM document_version v WHERE v.blob_id = blob.id)"),
            ("SELECT", "office.run", "true"),
            ("INSERT", "user", "", f"{_MINE} AND state = 'here' AND file_key IS NOT NULL"),
            ("UPDATE", "user", _MINE, _MINE),
            ("UPDATE", "office.run", "true", "true"),
        ),
        columns={"UPDATE": ("file_key", "digest", "state", "verified_at", "destroyed_at", "unbacked_at")},
    ),
    # what is lost is stored again; what was let go, or never filed, is taken away
    "blob_chunk": Rule(
        (
            ("SELECT", "user", f"EXISTS (SELECT 1 FROM blob b WHERE b.id = blob_chunk.blob) OR ({_STORING})"),
            ("SELECT", "office.run", "true"),
            ("INSERT", "user", "", _STORING),
            ("INSERT", "user", "", f"stored_by = (SELECT cf.me()) AND {_LOST}"),
            ("DELETE", "user", _STORING),
            ("DELETE", "user", _LEFT),
            ("DELETE", "office.run", "NOT cf.is_blob(blob_chunk.blob)"),
        )
    ),
}
