"""What an office's server lets an erasure do (AC-7): reach all of one client, for whoever may erase, within one write.

`cf.begin_erasing` notes what belongs to the client until the end of the write that asked; the policies here let whoever
has the right take out or empty just that. They are made from the tables that name clients, so that none is forgotten.
"""

from collections.abc import Iterator
from typing import Any

from desktop.models.clients import BLOCKS, Client
from desktop.models.contacts import UnknownCall
from desktop.models.sealed_texts import OF_NOTES, TOLD
from desktop.models.server_roles import Roles
from desktop.rules.rights import Right

_SAFE = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_FILES = "(SELECT cf.erased_files())"
_ROWS = "(SELECT cf.erased_rows())"
# beside the client's rows, the records of merges with it speak of both files
_ENTRIES = f"(row_id = ANY ({_ROWS}::uuid[]) OR record_id = ANY ((SELECT cf.erased_acts())::bigint[]))"

FOR_ERASING = ("begin_erasing(uuid, uuid)", "hanging(uuid)", "erased_files()", "erased_bookings()", "erased_rows()",
               "hosted_from(uuid, date)", "erased_acts()", "erasable(uuid, bigint)", "spare_texts()")  # fmt: skip
INNER = ("family_of(uuid)", "rows_of(uuid[])", "bookings_of(uuid[])", "may_erase(uuid)", "met_at(uuid[])",
         "names_of(uuid[])", "seats_of(uuid[])", "seats_told(uuid[])")  # fmt: skip
TABLE = "erasing"
# What is emptied of the seats at a client's bookings
_OF_SEATS = {"attendance": "name, salutation, unit", "seating_rule": "reason", "secret_reason": "reason",
             "seating_version": "name", "seating_print": "items"}  # fmt: skip

_TEXT = """
CREATE TABLE IF NOT EXISTS cf.erasing (act xid8 NOT NULL, at timestamptz NOT NULL, file boolean NOT NULL, row_id uuid,
    first bigint NOT NULL, last bigint NOT NULL);
CREATE INDEX IF NOT EXISTS erasing_act ON cf.erasing (act);

CREATE OR REPLACE FUNCTION cf.may_erase(file uuid) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.client c WHERE c.id = file
        AND cf.within('clients_erase', c.owner_id, c.deputy_id, c.department_id)) $$;

-- a file, and those that were merged into it, however often
CREATE OR REPLACE FUNCTION cf.family_of(file uuid) RETURNS uuid[] LANGUAGE sql STABLE {safe} AS $$
    WITH RECURSIVE family (id) AS (SELECT file
        UNION SELECT c.id FROM public.client c JOIN family f ON c.merged_into_id = f.id)
    SELECT array_agg(id) FROM family $$;

-- bookings that they host, or in which nobody else is named
CREATE OR REPLACE FUNCTION cf.bookings_of(files uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE {safe} AS $$
    SELECT b.booking_id FROM public.booking_client b WHERE b.booking_id IN
        (SELECT mine.booking_id FROM public.booking_client mine WHERE mine.client_id = ANY (files))
    GROUP BY b.booking_id
    HAVING bool_or(b.withdrawn_at IS NULL AND b.part = 'host' AND b.client_id = ANY (files))
        OR NOT bool_or(b.withdrawn_at IS NULL AND b.client_id <> ALL (files)) $$;

-- bookings in which they are named at all
CREATE OR REPLACE FUNCTION cf.met_at(files uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE {safe} AS $$
    SELECT b.booking_id FROM public.booking_client b WHERE b.client_id = ANY (files)
    UNION SELECT a.booking_id FROM public.attendance a JOIN public.attendance_client c ON c.attendance_id = a.id
        WHERE c.client_id = ANY (files) $$;

-- what they are known by
CREATE OR REPLACE FUNCTION cf.names_of(files uuid[]) RETURNS SETOF text LANGUAGE sql STABLE {safe} AS $$
    SELECT DISTINCT n FROM public.client c, unnest(ARRAY[c.name, c.short_name, c.phone, c.phone_key, c.other_phone]) n
    WHERE c.id = ANY (files) AND n <> '' $$;

-- seats of files, of who came on their account, and of whom their name was typed for
CREATE OR REPLACE FUNCTION cf.seats_of(files uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE {safe} AS $$
    WITH seats AS (SELECT s.attendance_id AS id FROM public.attendance_client s WHERE s.client_id = ANY (files))
    SELECT id FROM seats
    UNION SELECT a.id FROM public.attendance a WHERE a.attached_to_id IN (SELECT id FROM seats)
    UNION SELECT a.id FROM public.attendance a WHERE a.booking_id IN (SELECT cf.met_at(files))
        AND a.name IN (SELECT cf.names_of(files)) $$;

-- what is said of their seats: at bookings of their own all, at others' what names them
CREATE OR REPLACE FUNCTION cf.seats_told(files uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql STABLE {safe} AS $$
DECLARE seats uuid[] := ARRAY(SELECT cf.seats_of(files)); own uuid[] := ARRAY(SELECT cf.bookings_of(files));
    met uuid[] := ARRAY(SELECT cf.met_at(files));
    words text[] := ARRAY(SELECT lower(n) FROM cf.names_of(files) n WHERE length(n) > 1);
BEGIN
    RETURN QUERY WITH rules AS (SELECT r.id, e.id AS secret FROM public.seating_rule r
            LEFT JOIN public.secret_reason e ON e.rule_id = r.id WHERE r.booking_id = ANY (met)
            AND (r.booking_id = ANY (own)
            OR EXISTS (SELECT 1 FROM unnest(words) w WHERE strpos(lower(r.reason || coalesce(e.reason, '')), w) > 0)
            OR EXISTS (SELECT 1 FROM unnest(seats) s WHERE strpos(r.people, s::text) > 0)))
        SELECT unnest(seats) UNION SELECT r.id FROM rules r
        UNION SELECT r.secret FROM rules r WHERE r.secret IS NOT NULL
        UNION SELECT v.id FROM public.seating_version v WHERE v.booking_id = ANY (met) AND (v.booking_id = ANY (own)
            OR EXISTS (SELECT 1 FROM unnest(words) w WHERE strpos(lower(v.name), w) > 0))
        UNION SELECT p.id FROM public.seating_print p WHERE p.booking_id = ANY (met)
            AND EXISTS (SELECT 1 FROM unnest(seats) s WHERE strpos(p.items, s::text) > 0);
END $$;

-- rows that hang on files, or did when they were removed
CREATE OR REPLACE FUNCTION cf.rows_of(files uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE {safe} AS $$
    SELECT unnest(files) {rows}
    UNION SELECT j.row_id FROM public.journal j WHERE j.kind = 'remove'
        AND j.changes LIKE ANY (SELECT '%%"' || replace(one::text, '-', '') || '"%%' FROM unnest(files) one) $$;

-- how much there is, for who may erase it and need not see all of it
CREATE OR REPLACE FUNCTION cf.hanging(file uuid) RETURNS TABLE (what text, number bigint)
LANGUAGE plpgsql STABLE {safe} AS $$
DECLARE files uuid[] := cf.family_of(file); whole uuid[];
BEGIN
    IF NOT cf.may_erase(file) THEN RETURN; END IF;
    whole := ARRAY(SELECT cf.rows_of(files));
    RETURN QUERY SELECT 'client'::text, cardinality(files)::bigint
        UNION ALL SELECT 'journal', count(*) FROM public.journal j
            WHERE j.row_id = ANY (whole) AND j.changes IS NOT NULL
        {counts};
END $$;

CREATE OR REPLACE FUNCTION cf.begin_erasing(file uuid, operation uuid) RETURNS void LANGUAGE plpgsql {safe} AS $$
DECLARE act xid8 := pg_current_xact_id(); files uuid[];
BEGIN
    IF NOT cf.may_erase(file) OR NOT EXISTS (SELECT 1 FROM public.approval a WHERE a.act = 'destroy'
            AND a.subject = file AND a.operation = begin_erasing.operation AND a.asked_by_id = cf.me()
            -- by another's decision, or where nobody else was there; and in this very write
            AND (a.state = 'unconfirmed' OR (a.state = 'used' AND a.decided_by_id <> cf.me()))
            AND a.xmin = pg_current_xact_id()::xid) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied to erase';
    END IF;
    files := cf.family_of(file);
    DELETE FROM cf.erasing e WHERE e.at < now() - interval '1 day';
    INSERT INTO cf.erasing SELECT act, now(), r.id = ANY (files), r.id, 0, 9223372036854775807 FROM (
        SELECT cf.rows_of(files) AS id
        UNION SELECT a.id FROM public.approval a WHERE a.subject = ANY (files) OR a.act IN ('see_file', 'enter_zone')
        UNION SELECT id FROM public.saved_view
        -- calls of their numbers, kept before anybody knew whose they are
        UNION SELECT u.id FROM public.unknown_call u
            WHERE u.phone IN (SELECT regexp_replace(n, '[^0-9]', '', 'g') FROM cf.names_of(files) n)
        UNION SELECT l.line_id FROM public.register_client l
            GROUP BY l.line_id HAVING bool_and(l.client_id = ANY (files))
        UNION SELECT g.id FROM public.given_out g WHERE g.line_id IN (SELECT l.line_id FROM public.register_client l
            GROUP BY l.line_id HAVING bool_and(l.client_id = ANY (files)))
        UNION SELECT cf.bookings_of(files)
        UNION SELECT cf.seats_told(files)) r;
    INSERT INTO cf.erasing SELECT act, now(), false, side, m.first, m.last FROM (
        SELECT g.kept_id, g.merged_id, min(j.record_id) AS first, max(j.record_id) AS last
        FROM public.merge g JOIN public.journal j ON j.row_id = g.id
        WHERE g.kept_id = ANY (files) OR g.merged_id = ANY (files) GROUP BY g.id) m,
        unnest(ARRAY[kept_id, merged_id]) side;
    INSERT INTO cf.erasing SELECT act, now(), false, NULL, j.record_id, j.record_id
        FROM public.merge g JOIN public.journal j ON j.row_id = g.id
        WHERE g.kept_id = ANY (files) OR g.merged_id = ANY (files);
END $$;

CREATE OR REPLACE FUNCTION cf.erased_files() RETURNS uuid[] LANGUAGE sql STABLE {safe} AS
    'SELECT array_agg(row_id) FROM cf.erasing WHERE file AND act = pg_current_xact_id_if_assigned()';

CREATE OR REPLACE FUNCTION cf.erased_rows() RETURNS uuid[] LANGUAGE sql STABLE {safe} AS
    'SELECT array_agg(row_id) FROM cf.erasing WHERE act = pg_current_xact_id_if_assigned()';

-- while the rows that tell it are still there
CREATE OR REPLACE FUNCTION cf.erased_bookings() RETURNS SETOF uuid LANGUAGE sql STABLE {safe} AS
    'SELECT cf.bookings_of(cf.erased_files())';

-- bookings to come that a client hosts, for who may erase it and need not see the book
CREATE OR REPLACE FUNCTION cf.hosted_from(file uuid, day date) RETURNS TABLE (number integer, day_booked date)
LANGUAGE sql STABLE {safe} AS $$
    SELECT DISTINCT b.number, b.booked_on FROM public.booking b JOIN public.booking_client c ON c.booking_id = b.id
    WHERE cf.may_erase(file) AND c.client_id = ANY (cf.family_of(file)) AND c.part = 'host' AND c.withdrawn_at IS NULL
        AND b.withdrawn_at IS NULL AND b.booked_on >= day AND b.state NOT IN ('left', 'cancelled', 'no_show')
    ORDER BY 2, 1 $$;

CREATE OR REPLACE FUNCTION cf.erased_acts() RETURNS bigint[] LANGUAGE sql STABLE {safe} AS $$
    SELECT array_agg(first) FROM cf.erasing WHERE row_id IS NULL AND act = pg_current_xact_id_if_assigned() $$;

CREATE OR REPLACE FUNCTION cf.erasable(entry uuid, serial bigint) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM cf.erasing e WHERE e.act = pg_current_xact_id_if_assigned()
        AND (e.row_id IS NULL OR e.row_id = entry) AND serial BETWEEN e.first AND e.last) $$;

-- sealed texts under the files that go, of which notes of others speak, are of those from now on
CREATE OR REPLACE FUNCTION cf.spare_texts() RETURNS void LANGUAGE plpgsql {safe} AS $$
DECLARE files uuid[] := cf.erased_files();
BEGIN
    UPDATE public.sealed_text t SET client_id = held.file FROM (
        SELECT u.digest, n.client_id FROM public.sealed_text u JOIN ({notes}) n
            ON n.told = encode(u.digest, 'hex') WHERE u.client_id = ANY (files) AND n.client_id <> ALL (files)
        ) held (digest, file) WHERE t.digest = held.digest;
END $$;
"""
_NOTES = " UNION ALL ".join(
    f"SELECT client_id, {TOLD} AS told FROM public.{name} WHERE sealed <> ''" for name in OF_NOTES)  # fmt: skip


def functions(models: list[Any]) -> str:
    """The functions, for an office of these tables."""
    rows = counts = ""
    for model in models:
        if columns := naming(model):
            name, named = model._meta.table_name, " OR ".join(f"t.{column} = ANY (files)" for column in columns)
            counts += f"UNION ALL SELECT '{name}', count(*) FROM public.\"{name}\" t WHERE {named}\n        "
            if "id" in model._meta.fields:
                rows += f'UNION SELECT t.id FROM public."{name}" t WHERE {named}\n    '
    return _TEXT.format(safe=_SAFE, rows=rows, counts=counts, notes=_NOTES).replace("%%", "%")


def naming(model: Any) -> list[str]:
    """The columns by which a table's rows hang on clients."""
    fields = model._meta.sorted_fields
    return [] if model is Client else [f.column_name for f in fields if getattr(f, "rel_model", None) is Client]


def statements(models: list[Any], roles: Roles) -> Iterator[str]:
    """Rights and policies for those who may erase, to be run after the old ones were dropped."""
    erasers = ", ".join(roles.groups_of(Right.ERASE_CLIENTS).values())

    def lets(table: str, verb: str, using: str, check: str = "") -> str:
        checked = f" WITH CHECK ({check})" if check else ""
        return f'CREATE POLICY erasing_{verb.casefold()} ON "{table}" FOR {verb} TO {erasers} USING ({using}){checked}'

    blocks = BLOCKS.values()
    for model in models:
        columns = naming(model)
        if not columns:
            continue
        name, held = model._meta.table_name, " OR ".join(f"{column} = ANY ({_FILES}::uuid[])" for column in columns)
        if model is UnknownCall:
            # kept before anybody knew whose it is, and told by its number alone
            held += f" OR id = ANY ({_ROWS}::uuid[])"
            yield f"GRANT SELECT (id, phone) ON {name} TO {erasers}"
        yield from (lets(name, verb, held) for verb in ("SELECT", "DELETE"))
        # a row of one's own level is seen by the rules of its table; to be taken out it is found by its client alone
        yield f'GRANT SELECT ({", ".join(columns)}), DELETE ON "{name}" TO {erasers}'
        if model not in blocks:
            yield lets(name, "UPDATE", held, held)
            every = ", ".join(f'"{field.column_name}"' for field in model._meta.sorted_fields)
            yield f'GRANT UPDATE ({every}) ON "{name}" TO {erasers}'
    mine, rows = f"id = ANY ({_FILES}::uuid[])", f"id = ANY ({_ROWS}::uuid[])"
    yield lets("client", "SELECT", mine)
    yield lets("client", "UPDATE", mine, mine)
    yield lets("journal", "SELECT", _ENTRIES)
    yield lets(
        "journal",
        "UPDATE",
        f"{_ENTRIES} AND cf.erasable(row_id, record_id)",
        "changes IS NULL AND salt IS NULL AND made IS NULL",
    )
    yield f"GRANT UPDATE (changes, salt, made) ON journal TO {erasers}"
    yield lets("approval", "SELECT", rows)
    yield lets("approval", "UPDATE", rows, rows)
    subject = f"subject = ANY ({_ROWS}::uuid[])"
    yield from (lets("search_doc", verb, subject) for verb in ("SELECT", "DELETE"))
    yield lets("register_line", "SELECT", rows)
    yield lets("register_line", "UPDATE", rows, rows)
    yield f"GRANT UPDATE (what, why, note) ON register_line TO {erasers}"
    yield lets("booking", "SELECT", rows)
    yield lets("booking", "UPDATE", rows, rows)
    yield f"GRANT UPDATE (wishes, purpose, reason) ON booking TO {erasers}"
    yield lets("given_out", "SELECT", rows)
    yield lets("given_out", "UPDATE", rows, rows)
    yield f"GRANT UPDATE (reason) ON given_out TO {erasers}"
    for table, emptied in _OF_SEATS.items():
        yield lets(table, "SELECT", rows)
        yield lets(table, "UPDATE", rows, rows)
        yield f"GRANT UPDATE ({emptied}) ON {table} TO {erasers}"
    # views of the list that look for the client, whosever they are
    yield from (lets("saved_view", verb, f"{_FILES} IS NOT NULL") for verb in ("SELECT", "DELETE"))
    yield f"GRANT DELETE ON saved_view TO {erasers}"
    yield lets("first_view", "SELECT", f"{_FILES} IS NOT NULL")
    yield lets("first_view", "UPDATE", f"{_FILES} IS NOT NULL", "view_id IS NULL")
