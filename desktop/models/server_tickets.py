"""What an office's server hands out only for what was noted and committed before: level 3 (AC-5), and sealed keys.

A ticket belongs to one person, holds for one client or for all he sees, and lives five minutes. A policy asks for it at
each row, and takes none of the same transaction: whoever takes back what he did takes the ticket back, and has read
nothing.
"""

MINUTES = 5
TEXT = """
DROP FUNCTION IF EXISTS cf.note_refused(text, uuid);
-- at the door: counts as a failed sign-in of this account, or of no account, until somebody comes in by it
CREATE OR REPLACE FUNCTION cf.knock(name text, station uuid) RETURNS uuid LANGUAGE plpgsql {safe} AS $$
DECLARE number uuid := gen_random_uuid(); who uuid; shut boolean; before bigint;
    moment bigint := (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.workstation w WHERE w.id = station) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied at no workstation of this office';
    END IF;
    SELECT p.id, p.suspended_at IS NOT NULL INTO who, shut FROM public.person p WHERE p.login = knock.name;
    shut := coalesce(shut, false);
    SELECT r.last_at INTO before FROM public.refused_sign_in r WHERE r.workstation = station
        AND r.person_id IS NOT DISTINCT FROM who AND r.suspended = shut AND r.recorded_at IS NULL FOR UPDATE;
    IF FOUND THEN
        UPDATE public.refused_sign_in r SET tries = r.tries + 1, last_at = moment, version = r.version + 1
            WHERE r.workstation = station AND r.person_id IS NOT DISTINCT FROM who AND r.suspended = shut
            AND r.recorded_at IS NULL;
    ELSE
        INSERT INTO public.refused_sign_in (id, version, workstation, person_id, suspended, tries, first_at, last_at)
            VALUES (gen_random_uuid(), 1, station, who, shut, 1, moment, moment);
    END IF;
    DELETE FROM cf.knock k WHERE k.at < now() - interval '1 day';
    INSERT INTO cf.knock VALUES (number, pg_current_xact_id(), clock_timestamp(), name, station, who, before);
    RETURN number;
END $$;

-- whoever came in takes his knock back
CREATE OR REPLACE FUNCTION cf.answer(number uuid) RETURNS void LANGUAGE plpgsql {safe} AS $$
DECLARE found_station uuid; before bigint;
BEGIN
    DELETE FROM cf.knock k WHERE k.id = number AND k.person = cf.me() RETURNING k.station, k.former
        INTO found_station, before;
    UPDATE public.refused_sign_in r SET tries = r.tries - 1, last_at = coalesce(before, r.last_at),
        version = r.version + 1
        WHERE r.workstation = found_station AND r.person_id = cf.me() AND NOT r.suspended AND r.recorded_at IS NULL;
    DELETE FROM public.refused_sign_in r WHERE r.workstation = found_station AND r.person_id = cf.me()
        AND r.tries < 1 AND r.recorded_at IS NULL;
END $$;

CREATE TABLE IF NOT EXISTS cf.ticket (id uuid PRIMARY KEY, act xid8 NOT NULL, at timestamptz NOT NULL,
    person uuid NOT NULL, client uuid);
CREATE INDEX IF NOT EXISTS ticket_person ON cf.ticket (person, at);

CREATE OR REPLACE FUNCTION cf.note(what text, subject uuid, act uuid) RETURNS void LANGUAGE sql {safe} AS $$
    INSERT INTO public.server_note (id, at, person, what, subject, act)
    VALUES (gen_random_uuid(), (extract(epoch FROM clock_timestamp()) * 1000)::bigint, cf.me(), what, subject, act) $$;

-- that all of the office is going to be read: a backup, a move
CREATE OR REPLACE FUNCTION cf.note_copy(act uuid) RETURNS void LANGUAGE plpgsql {safe} AS $$
BEGIN
    IF NOT cf.has('office_run_all') THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied to copy';
    END IF;
    PERFORM cf.note('copy', NULL, act);
END $$;

CREATE OR REPLACE FUNCTION cf.has_noted_copy() RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.server_note n WHERE n.person = cf.me() AND n.what = 'copy'
        AND n.xmin IS DISTINCT FROM pg_current_xact_id_if_assigned()::xid
        AND n.at > (extract(epoch FROM now() - interval '1 day') * 1000)::bigint) $$;

-- a ticket for one client, or for all whom one sees
CREATE OR REPLACE FUNCTION cf.ask_accounts(file uuid) RETURNS uuid LANGUAGE plpgsql {safe} AS $$
DECLARE number uuid := gen_random_uuid();
BEGIN
    IF NOT cf.has('level_3') OR NOT cf.pledged() OR (file IS NOT NULL AND NOT cf.reaches(file)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for level 3 of this client';
    END IF;
    DELETE FROM cf.ticket WHERE at < now() - interval '1 day';
    INSERT INTO cf.ticket VALUES (number, pg_current_xact_id(), clock_timestamp(), cf.me(), file);
    PERFORM cf.note('accounts', file, number);
    RETURN number;
END $$;

CREATE OR REPLACE FUNCTION cf.is_opened(file uuid) RETURNS boolean LANGUAGE plpgsql STABLE {safe} AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM cf.ticket t WHERE t.person = cf.me() AND (t.client IS NULL OR t.client = file)
            AND t.at > statement_timestamp() - interval '{minutes} minutes'
            AND t.act IS DISTINCT FROM pg_current_xact_id_if_assigned()) OR file = ANY (cf.erased_files()) THEN
        RETURN true;
    ELSIF cf.reaches(file) THEN
        -- refused aloud: a row left out would be taken for one that is not there
        RAISE insufficient_privilege USING MESSAGE = 'level 3 needs a ticket: ' || file;
    END IF;
    RETURN false;
END $$;

-- the file that speaks for one which was merged
CREATE OR REPLACE FUNCTION cf.standing(file uuid) RETURNS uuid LANGUAGE sql STABLE {safe} AS $$
    WITH RECURSIVE up (id, next) AS (SELECT c.id, c.merged_into_id FROM public.client c WHERE c.id = file
        UNION SELECT c.id, c.merged_into_id FROM public.client c JOIN up ON c.id = up.next)
    SELECT id FROM up WHERE next IS NULL $$;

-- while a merge is taken apart: what its notes tell in texts that were written in the kept file goes back with them,
-- but for what the kept file speaks of itself
CREATE OR REPLACE FUNCTION cf.refile_texts(merge uuid) RETURNS void LANGUAGE plpgsql {safe} AS $$
DECLARE kept uuid; other uuid;
BEGIN
    SELECT g.kept_id, g.merged_id INTO kept, other FROM public.merge g JOIN public.client c ON c.id = g.merged_id
        JOIN public.client k ON k.id = g.kept_id
        WHERE g.id = merge AND g.undone_at IS NULL AND c.merged_into_id = g.kept_id AND k.merged_into_id IS NULL;
    IF NOT FOUND OR NOT coalesce(cf.reaches(kept) AND cf.reaches(other) AND cf.may_change(kept)
            AND cf.may_change(other), false) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied to take this merge apart';
    END IF;
    WITH note (id, file, sealed) AS (
            SELECT n.id, n.client_id, n.sealed FROM public.contact n WHERE n.client_id IN (kept, other)
            UNION ALL SELECT n.id, n.client_id, n.sealed FROM public.competitor_note n
                WHERE n.client_id IN (kept, other)
            UNION ALL SELECT n.id, n.client_id, n.sealed FROM public.dealing n WHERE n.client_id IN (kept, other)),
        told (file, text) AS (SELECT file, sealed FROM note
            UNION ALL SELECT note.file, j.changes FROM public.journal j JOIN note ON j.row_id = note.id
            UNION ALL SELECT kept, j.changes FROM public.journal j WHERE j.row_id = kept
            UNION ALL SELECT kept, w.sealed FROM public.withheld w WHERE w.client_id = kept),
        spoken (file, digest) AS (SELECT told.file, decode(hit.parts[1], 'hex')
            FROM told, regexp_matches(told.text, 'sha256:([0-9a-f]{{64}})', 'g') hit (parts))
    UPDATE public.sealed_text t SET client_id = other WHERE t.client_id = kept AND t.digest IN (
        SELECT digest FROM spoken WHERE file = other EXCEPT SELECT digest FROM spoken WHERE file = kept);
END $$;

-- how many files have values under a former key, without handing out any
CREATE OR REPLACE FUNCTION cf.accounts_behind(newest bytea) RETURNS bigint LANGUAGE sql STABLE {safe} AS $$
    SELECT count(*) FROM public.client_accounts b WHERE cf.has('level_3') AND EXISTS (
        SELECT 1 FROM unnest(ARRAY[b.own, b.bank, b.bank_account, b.bank_cards, b.investments]) v
        WHERE substr(v, 1, length(newest)) <> newest) AND cf.reaches(b.client_id) $$;
"""

FOR_USER = ("ask_accounts(uuid)", "is_opened(uuid)", "standing(uuid)", "accounts_behind(bytea)",
            "refile_texts(uuid)")  # fmt: skip
FOR_OFFICE = ("note_copy(uuid)",)
FOR_PROVISIONER = ("note(text, uuid, uuid)", "has_noted_copy()")
TABLES = ("ticket", "knock")
