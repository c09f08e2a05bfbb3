"""Who reads and finds what documents say, on an office's server: whoever sees the paper itself, and no word more.

The operator of tokens may tell of rows that it is asked about, so that a policy would keep it from its index: it is
asked in functions, which narrow by the same scopes.
"""

from desktop.models.server_rules import REACHED, Rule

ENOUGH = 800
"""Entries that are gathered of what is common: it is not looked for before the newest so many."""
_NEWEST = {"> 0": ("i.number > 0", 300), "= 0": ("true", 3_000)}
_DEARER = 3  # so many times as long as passing an entry it takes to fetch one from where the index of words says it is


def sampled(kind: str, tokens: str, index: str = "page_index") -> str:
    """How common words are, counted among the newest pages (`kind` is "> 0"), or what is said of the newest documents
    ("= 0"), which stand between their pages: the newest entry, how many lie between it and the last one that was looked
    at, how many were looked at, and how many of those are met."""
    of, most = _NEWEST[kind]
    return f"""SELECT max(n.serial), max(n.serial) - min(n.serial) + 1, count(*),
            count(*) FILTER (WHERE n.tokens @@ {tokens})
        FROM (SELECT i.serial, i.number, i.tokens FROM {index} i WHERE {of} ORDER BY i.serial DESC LIMIT {most}) n
        WHERE n.number {kind}"""


def oldest(top: int | None, span: int, looked_at: int, met: int) -> int:
    """Before which entry nothing is looked for, by what `sampled` has told; 0: everywhere.

    To go through the newest entries costs the more the rarer the words are, to gather all that the index of words
    knows costs the more the commoner they are: both cost the same where this begins.
    """
    if not top or _DEARER * met * met * top < ENOUGH * span * looked_at:
        return 0
    return max(0, top - span * ENOUGH // met)


TEXT = ("""
-- whether I may write of a document what reading it has come to: as whoever files or revises it
CREATE OR REPLACE FUNCTION cf.files(paper uuid) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.document d LEFT JOIN public.client c ON c.id = d.client_id
        WHERE d.id = paper AND EXISTS (SELECT 1 FROM unnest(ARRAY['documents_file', 'documents_revise']) one
            WHERE CASE WHEN d.client_id IS NULL
                THEN cf.has(one || '_own') OR cf.has(one || '_department') OR cf.has(one || '_all')
                ELSE cf.within(one, c.owner_id, c.deputy_id, c.department_id) END)) $$;

-- the newest entries of the index that this meets, as far as their documents are seen and their level is reached
CREATE OR REPLACE FUNCTION cf.find_pages(match tsquery, heads boolean, whose uuid, kinds text[], marked text,
    since date, till date, among_them uuid[], most integer)
RETURNS TABLE (serial bigint, document uuid, page uuid, number integer) LANGUAGE plpgsql STABLE {safe} AS $$
DECLARE mine uuid := cf.me(); met uuid[] := cf.met(); place uuid := cf.department(); top bigint; low bigint := 0;
    span bigint; looked_at bigint; seen bigint;
    sees_all boolean := cf.has('documents_see_all'); files_all boolean := cf.has('clients_see_all');
    sees_place boolean := cf.has('documents_see_department'); files_place boolean := cf.has('clients_see_department');
    files_any boolean := cf.sees();
    reached text[] := ARRAY['identity'];
BEGIN
    IF NOT (sees_all OR sees_place OR cf.has('documents_see_own')) THEN
        RETURN;
    END IF;
    IF cf.pledged() AND (cf.has('level_2') OR cf.has('level_3')) THEN reached := reached || 'property'::text; END IF;
    IF cf.pledged() AND cf.has('level_3') THEN reached := reached || 'accounts'::text; END IF;
    IF among_them IS NULL THEN
        IF heads THEN
            {sample_heads} INTO top, span, looked_at, seen;
        ELSE
            {sample_pages} INTO top, span, looked_at, seen;
        END IF;
        -- as `oldest` reckons it
        IF {dearer} * seen * seen * top >= {enough} * span * looked_at THEN
            low := greatest(0, top - span * {enough} / seen);
        END IF;
    END IF;
    RETURN QUERY
        WITH found AS MATERIALIZED (
            SELECT i.serial, i.document_id, i.page_id, i.number FROM public.page_index i
            WHERE NOT heads AND i.number > 0 AND i.tokens @@ match AND i.serial > low AND i.vault = ANY (reached)
                AND (among_them IS NULL OR i.document_id = ANY (among_them))
            UNION ALL SELECT i.serial, i.document_id, i.page_id, i.number FROM public.page_index i
            WHERE heads AND i.number = 0 AND i.tokens @@ match AND i.serial > low AND i.vault = ANY (reached)
                AND (among_them IS NULL OR i.document_id = ANY (among_them)))
        SELECT f.serial, f.document_id, f.page_id, f.number
        -- fenced, so that papers are looked up for the newest until there are enough, and not read whole
        FROM (SELECT * FROM found o ORDER BY o.serial DESC OFFSET 0) f
        CROSS JOIN LATERAL (SELECT 1 FROM public.document d LEFT JOIN public.client c ON c.id = d.client_id
        WHERE d.id = f.document_id AND d.withdrawn_at IS NULL AND d.state <> 'destroyed'
            AND (whose IS NULL OR d.client_id = whose) AND (kinds IS NULL OR d.kind = ANY (kinds))
            AND (marked IS NULL OR d.mark = marked) AND (since IS NULL OR d.dated_on >= since)
            AND (till IS NULL OR d.dated_on <= till)
            AND (d.client_id IS NULL OR (
                (sees_all OR mine IN (c.owner_id, c.deputy_id) OR (sees_place AND c.department_id = place))
                AND (files_all OR (files_any AND (mine IN (c.owner_id, c.deputy_id) OR c.id = ANY (met)))
                    OR (files_place AND c.department_id = place)))) OFFSET 0) paper
        ORDER BY f.serial DESC LIMIT most;
END $$;
"""
    .replace("{sample_heads}", sampled("= 0", "match", "public.page_index"))
    .replace("{sample_pages}", sampled("> 0", "match", "public.page_index"))
    .replace("{dearer}", str(_DEARER)).replace("{enough}", str(ENOUGH)))  # fmt: skip

FOR_USER = ("files(uuid)", "find_pages(tsquery, boolean, uuid, text[], text, date, date, uuid[], integer)")

# a version is seen by whoever reaches the level of its document, so that the same goes for what is said of that; what
# was lent is looked at and not read for its words
_SEEN = f"EXISTS (SELECT 1 FROM document_version v WHERE v.id = document_page.version_id AND {REACHED})"
_INDEXED = f"EXISTS (SELECT 1 FROM document_version v WHERE v.document_id = page_index.document_id AND {REACHED})"


def _written(seen: str, table: str) -> Rule:
    mine, who = f"{seen} AND cf.files({table}.document_id)", "documents.file documents.revise"
    return Rule(
        (
            ("SELECT", "documents.see", seen),
            ("INSERT", who, "", mine),
            ("UPDATE", who, mine, mine),
            ("DELETE", who, mine),
        )
    )


RULES = {"document_page": _written(_SEEN, "document_page"), "page_index": _written(_INDEXED, "page_index")}
