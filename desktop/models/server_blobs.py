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

-- whether this is a version of that paper, seen or not: what is lent of a version is asked for by its paper
CREATE OR REPLACE FUNCTION cf.is_version(wanted uuid, paper uuid) RETURNS boolean LANGUAGE sql STABLE {safe} AS
    'SELECT EXISTS (SELECT 1 FROM public.document_version v WHERE v.id = wanted AND v.document_id = paper)';

-- whether somebody may file the papers that are a content, which are all of those that he then sees
CREATE OR REPLACE FUNCTION cf.may_file(content uuid) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.document_version v LEFT JOIN public.client c ON c.id = v.client_id
        WHERE v.blob_id = content AND CASE WHEN v.client_id IS NULL THEN cf.has('documents_file_own')
            OR cf.has('documents_file_department') OR cf.has('documents_file_all')
            ELSE cf.within('documents_file', c.owner_id, c.deputy_id, c.department_id) END) $$;

-- destroys a content that nothing holds on to any more, whoever has filed it
CREATE OR REPLACE FUNCTION cf.let_go(wanted uuid, moment bigint) RETURNS boolean LANGUAGE plpgsql {safe} AS $$
BEGIN
    IF cf.me() IS NULL OR cf.is_filed(wanted) THEN RETURN false; END IF;
    UPDATE public.blob SET state = 'destroyed', file_key = NULL, digest = NULL, destroyed_at = moment
        WHERE id = wanted AND file_key IS NOT NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    DELETE FROM public.blob_chunk c WHERE c.blob = wanted;
    RETURN true;
END $$;

-- keys are sealed anew and never taken away but with the content; how its bytes stand says who looks after them
CREATE OR REPLACE FUNCTION cf.guard_blob() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE free text[] := ARRAY[]::text[];
BEGIN
    IF cf.has('owner') THEN
        RETURN NEW;
    END IF;
    IF cf.has('office_run_all') THEN free := ARRAY['state', 'verified_at']; END IF;
    IF OLD.state = 'destroyed' THEN
        free := CASE WHEN cf.has('office_run_all') THEN ARRAY['unbacked_at'] ELSE ARRAY[]::text[] END;
    ELSIF NEW.state = 'destroyed' AND NOT cf.is_filed(OLD.id) AND NEW.file_key IS NULL AND NEW.digest IS NULL
            AND NEW.destroyed_at IS NOT NULL THEN
        free := ARRAY['state', 'file_key', 'digest', 'destroyed_at'];
    ELSIF NEW.state <> 'destroyed' AND NEW.file_key IS NOT NULL
            AND (cf.may_file(OLD.id) OR (OLD.created_by_id = cf.me() AND NOT cf.is_filed(OLD.id))) THEN
        free := free || ARRAY['file_key', 'digest'];
    END IF;
    IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free OR (NEW.state = 'destroyed') <> (NEW.file_key IS NULL)
            OR NEW.state NOT IN ('here', 'missing', 'damaged', 'destroyed') THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for this content of a document';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.blob;
CREATE TRIGGER guard BEFORE UPDATE ON public.blob FOR EACH ROW EXECUTE FUNCTION cf.guard_blob();
"""

FOR_USER = ("is_blob(uuid)", "is_version(uuid, uuid)", "is_filed(uuid)", "let_go(uuid, bigint)")
INNER = ("guard_blob()", "may_file(uuid)")

_MINE = "created_by_id = (SELECT cf.me())"
# while it is being filed
_STAGED = f"{_MINE} AND NOT cf.is_filed(blob.id)"
_FILED = "EXISTS (SELECT 1 FROM document_version v WHERE v.blob_id = blob.id)"
_STORING = "stored_by = (SELECT cf.me()) AND NOT cf.is_blob(blob_chunk.blob)"
_LOST = "EXISTS (SELECT 1 FROM blob b WHERE b.id = blob_chunk.blob AND b.state IN ('missing', 'damaged'))"
_LEFT = _LOST.replace("'missing',", "'destroyed', 'missing',")

RULES = {
    "blob": Rule(
        (
            ("SELECT", "user", _STAGED),
            # with the paper that it is
            ("SELECT", "documents.see", _FILED),
            ("SELECT", "office.run", "true"),
            ("INSERT", "user", "", f"{_MINE} AND state = 'here' AND file_key IS NOT NULL"),
            ("UPDATE", "user", _STAGED, _MINE),
            # the vault's key is another; what may become of a row, a trigger says
            ("UPDATE", "documents.file", _FILED, _FILED),
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
            ("INSERT", "office.run", "", f"stored_by = (SELECT cf.me()) AND {_LOST}"),
            ("DELETE", "user", _STORING),
            ("DELETE", "office.run", _LEFT),
            ("DELETE", "office.run", "NOT cf.is_blob(blob_chunk.blob)"),
        )
    ),
}
