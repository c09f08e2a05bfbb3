"""The functions an office's server runs on people's behalf: who asks, what he reaches, and the keeping of logins.

Each takes the caller from `session_user`, which neither SET ROLE nor a function changes, and looks for nothing outside
`pg_catalog` by a bare name. `{…}` are names of roles.
"""

from desktop.models.lent import STALE
from desktop.models.server_roles import Roles
from desktop.models.server_tickets import MINUTES
from desktop.rules.rights import Right, Scope
from desktop.rules.settings import DEFAULTS

WRITING = (Right.ENTER_CLIENTS, Right.EDIT_CLIENTS, Right.IMPORT_CLIENTS, Right.REVIEW_CLIENTS, Right.RUN_EVENTS)
_SAFE = "SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

# Belong to the owner of the tables: they see past everybody's scope, so each narrows by itself
OWNED = """
CREATE TABLE IF NOT EXISTS cf.login (person_id uuid PRIMARY KEY REFERENCES public.person (id) ON DELETE CASCADE,
    login text NOT NULL UNIQUE, ticket bytea, ticket_hash bytea);

CREATE OR REPLACE FUNCTION cf.me() RETURNS uuid LANGUAGE sql STABLE {safe} AS
    'SELECT person_id FROM cf.login WHERE login = session_user';

CREATE OR REPLACE FUNCTION cf.department() RETURNS uuid LANGUAGE sql STABLE {safe} AS
    'SELECT department_id FROM public.person WHERE id = cf.me()';

-- files that go out of reach of who hands them over stay in it until the end of that act
CREATE TABLE IF NOT EXISTS cf.handing (act xid8 NOT NULL, client uuid NOT NULL, at timestamptz NOT NULL);
CREATE INDEX IF NOT EXISTS handing_act ON cf.handing (act);

CREATE OR REPLACE FUNCTION cf.handed() RETURNS uuid[] LANGUAGE sql STABLE {safe} AS
    'SELECT array_agg(client) FROM cf.handing WHERE act = pg_current_xact_id_if_assigned()';

-- clients whose contact person one is, whose file was opened for one for a time, and those that one is handing over
CREATE OR REPLACE FUNCTION cf.met() RETURNS uuid[] LANGUAGE sql STABLE {safe} AS $$
    SELECT array_agg(client_id) FROM (
        SELECT client_id FROM public.contact_person
            WHERE person_id = cf.me() AND until_on IS NULL AND withdrawn_at IS NULL
        UNION ALL SELECT client_id FROM public.lent
            WHERE person_id = cf.me() AND place = 'client' AND until_at > extract(epoch FROM now()) * 1000
        UNION ALL SELECT unnest(cf.handed())) clients $$;

-- what was opened for a time and is so no more, whosever it was
CREATE OR REPLACE FUNCTION cf.clear_lent() RETURNS void LANGUAGE sql {safe} AS $$
    DELETE FROM public.lent WHERE {stale} $$;

-- what was sealed for somebody, or by him, whose keys are others from now on
CREATE OR REPLACE FUNCTION cf.end_lent(who uuid) RETURNS void LANGUAGE sql {safe} AS $$
    DELETE FROM public.lent WHERE who IN (person_id, lent_by_id) AND sealed <> ''
        AND (who = cf.me() OR pg_has_role(session_user, '{people}', 'MEMBER')) $$;

CREATE OR REPLACE FUNCTION cf.has(role text) RETURNS boolean LANGUAGE sql STABLE {safe} AS
    $$ SELECT pg_has_role(session_user, 'cf_{mark}_' || role, 'MEMBER') $$;

CREATE OR REPLACE FUNCTION cf.sees() RETURNS boolean LANGUAGE sql STABLE {safe} AS
    $$ SELECT cf.has('clients_see_own') OR cf.has('clients_see_department') OR cf.has('clients_see_all') $$;

-- whether somebody changes anything that search finds
CREATE OR REPLACE FUNCTION cf.writes() RETURNS boolean LANGUAGE sql STABLE {safe} AS
    $$ SELECT bool_or(cf.has(role)) FROM unnest('{{{writing}}}'::text[]) role $$;

CREATE OR REPLACE FUNCTION cf.within(right_held text, owner uuid, deputy uuid, place uuid) RETURNS boolean
LANGUAGE sql STABLE {safe} AS $$
    SELECT cf.has(right_held || '_all')
        OR ((cf.has(right_held || '_own') OR cf.has(right_held || '_department')) AND cf.me() IN (owner, deputy))
        OR (cf.has(right_held || '_department') AND place = cf.department()) $$;

CREATE OR REPLACE FUNCTION cf.reaches(client uuid) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.client c WHERE c.id = reaches.client AND (
        cf.within('clients_see', c.owner_id, c.deputy_id, c.department_id)
        OR (cf.sees() AND c.id = ANY (cf.met())))) $$;

CREATE OR REPLACE FUNCTION cf.may_change(client uuid) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.client c WHERE c.id = may_change.client AND (
        cf.within('clients_edit', c.owner_id, c.deputy_id, c.department_id)
        OR cf.within('clients_review', c.owner_id, c.deputy_id, c.department_id) OR c.id = ANY (cf.handed()))) $$;

CREATE OR REPLACE FUNCTION cf.hand_over(file uuid) RETURNS void LANGUAGE sql {safe} AS $$
    DELETE FROM cf.handing WHERE at < now() - interval '1 day';
    INSERT INTO cf.handing SELECT pg_current_xact_id(), file, now() WHERE cf.may_change(file) $$;

-- whether a file one sees has values sealed in a block, for who may not open them but must not lose them either
CREATE OR REPLACE FUNCTION cf.holds_sealed(file uuid, block text) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT cf.reaches(file) AND CASE block
        WHEN 'identity' THEN EXISTS (SELECT 1 FROM public.client_identity b WHERE b.client_id = file
            AND num_nonnulls(b.own, b.id_number, b.looks) > 0)
        WHEN 'property' THEN EXISTS (SELECT 1 FROM public.client_property b WHERE b.client_id = file
            AND num_nonnulls(b.own, b.property, b.assets, b.income) > 0)
        ELSE EXISTS (SELECT 1 FROM public.client_accounts b WHERE b.client_id = file
            AND num_nonnulls(b.own, b.bank, b.bank_account, b.bank_cards, b.investments) > 0) END $$;

-- what other files have to one that is merged into another, or back: whoever has those, seen or not, must not lose it
CREATE OR REPLACE FUNCTION cf.move_far_ends(name text, origin uuid, target uuid, wanted uuid[]) RETURNS SETOF uuid
LANGUAGE plpgsql {safe} AS $$
BEGIN
    IF NOT (cf.may_change(origin) AND cf.may_change(target) AND cf.reaches(origin) AND cf.reaches(target)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied to move links of this client';
    END IF;
    IF name = 'link' THEN
        RETURN QUERY UPDATE public.link l SET other_id = target, version = l.version + 1
        WHERE l.other_id = origin AND l.client_id <> target
            AND CASE WHEN wanted IS NOT NULL THEN l.id = ANY (wanted) ELSE l.withdrawn_at IS NOT NULL
                OR NOT EXISTS (SELECT 1 FROM public.link k WHERE k.other_id = target AND k.client_id = l.client_id
                    AND k.role = l.role AND k.withdrawn_at IS NULL) END
        RETURNING l.id;
    ELSIF name = 'authorisation' THEN
        RETURN QUERY UPDATE public.authorisation a SET agent_id = target, version = a.version + 1
        WHERE a.agent_id = origin AND a.client_id <> target
            AND CASE WHEN wanted IS NOT NULL THEN a.id = ANY (wanted) ELSE a.withdrawn_at IS NOT NULL
                OR NOT EXISTS (SELECT 1 FROM public.authorisation k WHERE k.agent_id = target
                    AND k.client_id = a.client_id AND k.scope = a.scope AND k.withdrawn_at IS NULL) END
        RETURNING a.id;
    ELSIF name IN ('folder', 'document', 'document_version', 'folder_entry', 'archive_file', 'archive_item',
        'archive_signature', 'loan', 'deed', 'deed_move', 'deed_vouch', 'hold', 'destruction_list', 'destruction_item',
        'destruction_witness', 'printed_sheet', 'signed_copy', 'service_case', 'case_entry', 'placed_order',
        'order_line', 'order_entry', 'contact_paper', 'unknown_call') THEN
        RETURN QUERY EXECUTE format('UPDATE public.%I t SET client_id = $2, version = t.version + 1
            WHERE t.client_id = $1 AND ($3 IS NULL OR t.id = ANY ($3)) RETURNING t.id', name)
            USING origin, target, wanted;
    END IF;
END $$;

-- who has a part in a booking, and whose spend came of it; of whoever is out of sight, that there is somebody
CREATE OR REPLACE FUNCTION cf.parties(party uuid) RETURNS TABLE (part text, client uuid)
LANGUAGE sql STABLE {safe} AS $$
    SELECT p.part, CASE WHEN cf.reaches(p.client_id) THEN p.client_id END FROM (
        SELECT b.part::text, b.client_id FROM public.booking_client b
            WHERE b.booking_id = party AND b.withdrawn_at IS NULL
        UNION ALL SELECT 'spend', s.client_id FROM public.spend s WHERE s.origin = party) p (part, client_id)
    WHERE cf.has('bookings_take_all') $$;

-- how clients rated one's own cases within a whole period of appraisal, from the office's least number on, in no order
-- of time; of no other days, whose difference would tell one rating alone
CREATE OR REPLACE FUNCTION cf.own_ratings(sent uuid, question text, complaints boolean, begins bigint, ends bigint,
    upto bigint) RETURNS TABLE (person uuid, answer integer) LANGUAGE sql STABLE {safe} AS $$
    WITH zone AS (
        SELECT coalesce((SELECT value::json #>> '{{}}' FROM public.setting WHERE name = 'time_zone'), '{zone}') AS name
    ), days AS (
        SELECT coalesce(max(p.cut_off) FILTER (WHERE p.cut_off = upto), extract(epoch FROM now()) * 1000) AS last
        FROM public.appraisal_period p, zone
        WHERE extract(epoch FROM p.first_on::timestamp AT TIME ZONE zone.name) * 1000 = begins
            AND extract(epoch FROM (p.last_on + 1)::timestamp AT TIME ZONE zone.name) * 1000 = ends HAVING count(*) > 0
    ), mine AS (
        SELECT (r.answers::json ->> question)::integer AS mark FROM days, public.survey_reply r
            JOIN public.survey_draw d ON d.id = r.draw_id JOIN public.service_case s ON s.id = d.about
        WHERE r.survey_id = sent AND r.rated AND r.handler_id = cf.me() AND r.withdrawn_at IS NULL
            AND r.voided_at IS NULL AND r.entered_at >= begins AND r.entered_at < ends AND r.entered_at <= days.last
            AND (s.flow = 'complaint') = complaints AND r.answers::json ->> question IS NOT NULL
    )
    SELECT cf.me(), m.mark FROM mine m WHERE (SELECT count(*) FROM mine) >= coalesce(
        (SELECT value::integer FROM public.setting WHERE name = 'survey_least'), {least}) ORDER BY m.mark $$;

-- which of these a record that its auditor sees may be about without naming: files of clients
CREATE OR REPLACE FUNCTION cf.files_among(ids uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE {safe} AS
    $$ SELECT c.id FROM public.client c WHERE c.id = ANY (ids) AND cf.has('audit_see_all') $$;

-- whether an act on many clients was one on a client that one sees
CREATE OR REPLACE FUNCTION cf.touched(serial bigint) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.journal j
        WHERE j.record_id = serial AND j.table_name = 'client' AND cf.reaches(j.row_id)) $$;

-- whether an act changed events and nothing else
CREATE OR REPLACE FUNCTION cf.of_event(serial bigint) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT coalesce(bool_and(j.table_name = 'event'), false) FROM public.journal j
        WHERE j.record_id = serial AND j.kind <> 'note' $$;

CREATE OR REPLACE FUNCTION cf.may_give(name text) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT cf.has('people_run_all')
        OR EXISTS (SELECT 1 FROM public.vault_key k WHERE k.vault = name AND k.person_id = cf.me()) $$;

-- a key that this very write has made: nobody has had it before
CREATE OR REPLACE FUNCTION cf.is_new_key(name text, number integer) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT coalesce(bool_and(k.xmin = pg_current_xact_id_if_assigned()::xid), false)
    FROM public.vault_key k WHERE k.vault = name AND k.epoch = number $$;

-- public halves as they were signed, after another program exchanged them
CREATE OR REPLACE FUNCTION cf.put_keys_back(who uuid, sealing bytea, signer bytea) RETURNS void
LANGUAGE sql {safe} AS $$
    UPDATE public.person_keys SET exchange = sealing, signing = signer
    WHERE person_id = who AND cf.has('people_run_all') $$;

CREATE OR REPLACE FUNCTION cf.stands_in() RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.stand_in s WHERE s.person_id = cf.me() AND s.withdrawn_at IS NULL
        AND s.first_on <= current_date + 1 AND s.last_on >= current_date - 1) $$;

-- the index by its tokens: their operator may tell of rows it is asked about, so a policy would keep it from its index.
-- What very many are called is looked for where the tokens' places and this person's meet: each condition of whose a
-- document is has an index (server_setup)
CREATE OR REPLACE FUNCTION cf.find(match tsquery, by_name boolean, what text, most integer)
RETURNS TABLE (serial bigint, subject uuid) LANGUAGE plpgsql STABLE {safe} ROWS 50 AS $$
DECLARE mine uuid := cf.me(); met uuid[] := cf.met(); place uuid; everything boolean := cf.has('clients_see_all');
BEGIN
    IF cf.has('clients_see_department') THEN
        place := cf.department();
    ELSIF NOT cf.has('clients_see_own') AND NOT everything THEN
        RETURN;
    END IF;
    IF by_name THEN
        RETURN QUERY SELECT d.serial, d.subject FROM public.search_doc d WHERE d.names @@ match AND d.kind = what
            AND (everything OR d.owner = mine OR d.deputy = mine OR d.department = place OR d.subject = ANY (met))
            LIMIT most;
    ELSE
        RETURN QUERY SELECT d.serial, d.subject FROM public.search_doc d WHERE d.tokens @@ match AND d.kind = what
            AND (everything OR d.owner = mine OR d.deputy = mine OR d.department = place OR d.subject = ANY (met))
            LIMIT most;
    END IF;
END $$;

-- and what hangs on clients, as far as those are seen
CREATE OR REPLACE FUNCTION cf.find_more(match tsquery, most integer) RETURNS TABLE (kind text, subject uuid)
LANGUAGE sql STABLE {safe} AS $$
    SELECT d.kind, d.subject FROM public.search_doc d
    LEFT JOIN public.contact k ON d.kind = 'contact' AND k.id = d.subject
    LEFT JOIN public.competitor_note n ON d.kind = 'competitor' AND n.id = d.subject
    LEFT JOIN public.dealing m ON d.kind = 'dealing' AND m.id = d.subject
    WHERE d.tokens @@ match AND d.kind <> 'client' AND cf.sees() AND (d.kind IN ('event', 'answer')
        OR cf.within('clients_see', d.owner, d.deputy, d.department)
        OR coalesce(k.client_id, n.client_id, m.client_id) = ANY (cf.met()))
    ORDER BY d.serial DESC LIMIT most $$;

-- how much somebody holds, for who closes his account and need not see any of it
DROP FUNCTION IF EXISTS cf.held_by(uuid);
CREATE OR REPLACE FUNCTION cf.holdings(who uuid) RETURNS TABLE (kind text, held bigint)
LANGUAGE sql STABLE {safe} AS $$
    SELECT h.* FROM (
        SELECT 'clients', count(*) FROM public.client c
            WHERE who IN (c.owner_id, c.deputy_id) AND c.withdrawn_at IS NULL
        UNION ALL SELECT 'met', count(*) FROM public.contact_person p JOIN public.client c ON c.id = p.client_id
            WHERE p.person_id = who AND p.until_on IS NULL AND p.withdrawn_at IS NULL AND c.withdrawn_at IS NULL
        UNION ALL SELECT 'steps', count(*) FROM public.contact k JOIN public.client c ON c.id = k.client_id
            WHERE k.next_for_id = who AND k.next_done_at IS NULL AND k.next_step <> '' AND k.withdrawn_at IS NULL
            AND c.withdrawn_at IS NULL
        UNION ALL SELECT 'requests', count(*) FROM public.request r
            WHERE r.handler_id = who AND r.state = 'open' AND r.withdrawn_at IS NULL
        UNION ALL SELECT 'handouts', count(*) FROM public.register_line l WHERE coalesce(l.keeper_id, l.out_by_id) = who
            AND l.partner_id IS NOT NULL AND l.back_at IS NULL AND l.withdrawn_at IS NULL
        UNION ALL SELECT CASE WHEN l.register = 'archive' THEN 'loans' ELSE 'things' END, count(*)
            FROM public.register_line l WHERE l.holder_id = who AND l.back_at IS NULL AND l.withdrawn_at IS NULL
            GROUP BY l.register = 'archive'
        UNION ALL SELECT 'files', count(*) FROM public.archive_file f WHERE who IN (f.agent_a_id, f.agent_b_id)
            AND f.state IN ('sorting', 'checking', 'back', 'taking_in') AND f.withdrawn_at IS NULL
        UNION ALL SELECT 'answers', count(*) FROM public.uniform_answer u
            WHERE u.owner_id = who AND u.state <> 'retired' AND u.withdrawn_at IS NULL
        UNION ALL SELECT 'moves', count(*) FROM public.deed_move m
            WHERE m.custodian_id = who AND m.done_at IS NULL AND m.withdrawn_at IS NULL
        UNION ALL SELECT 'cases', count(*) FROM public.service_case c
            WHERE (c.handler_id = who OR (c.calls_back_id = who AND c.step = 'call_back')) AND c.closed_at IS NULL
            AND c.withdrawn_at IS NULL
        UNION ALL SELECT 'visitors', count(*) FROM public.visitor v WHERE who = coalesce(v.stand_in_id, v.owner_id)
            AND v.left_at IS NULL AND v.called_off_at IS NULL AND v.withdrawn_at IS NULL
            AND (v.came_at IS NOT NULL OR v.expected_at >= extract(epoch FROM now()) * 1000)
        UNION ALL SELECT 'visits', count(*) FROM public.visit v JOIN public.client c ON c.id = v.client_id
            WHERE v.visitor_id = who AND v.reported_at IS NULL AND v.called_off_at IS NULL AND v.withdrawn_at IS NULL
            AND c.withdrawn_at IS NULL
        UNION ALL SELECT 'leads', count(*) FROM public.lead l
            WHERE l.owner_id = who AND l.closed_at IS NULL AND l.withdrawn_at IS NULL
        UNION ALL SELECT 'measures', count(*) FROM public.survey_measure m
            WHERE m.person_id = who AND m.checked_at IS NULL AND m.withdrawn_at IS NULL
        UNION ALL SELECT 'findings', count(*) FROM public.inspection_finding f
            WHERE f.fixer_id = who AND f.fixed_at IS NULL AND f.withdrawn_at IS NULL
        UNION ALL SELECT 'improvements', count(*) FROM public.spot_check k
            WHERE k.owner_id = who AND k.looked_at IS NULL AND k.done_at IS NULL AND k.withdrawn_at IS NULL
        UNION ALL SELECT 'appraisals', count(*) FROM public.appraisal_sheet s
            JOIN public.appraisal_period p ON p.id = s.period_id WHERE s.deputy_id = who AND s.rated_at IS NULL
            AND s.withdrawn_at IS NULL AND p.state IN ('draft', 'computed', 'self', 'superior')
        UNION ALL SELECT 'asked', count(*) FROM public.approval a WHERE a.asked_by_id = who AND a.state = 'asked'
        UNION ALL SELECT 'unconfirmed', count(*) FROM public.approval a
            WHERE a.asked_by_id = who AND a.state = 'unconfirmed') h
    WHERE cf.has('people_run_all') $$;

-- whether one had a part in a case: wrote in it, or was asked or named there
CREATE OR REPLACE FUNCTION cf.has_part(wanted uuid) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.case_entry e
        WHERE e.case_id = wanted AND cf.me() IN (e.by_id, e.person_id) AND e.withdrawn_at IS NULL) $$;

-- whether a case is rated in a survey already, for who closes it once more and sees nothing of the draw
CREATE OR REPLACE FUNCTION cf.is_drawn(wanted uuid, rated uuid) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.survey_draw d
        WHERE d.survey_id = wanted AND d.about = rated AND d.withdrawn_at IS NULL) $$;

-- who is left alone for some days, for who draws the next sample
CREATE OR REPLACE FUNCTION cf.drawn_since(since bigint) RETURNS SETOF uuid LANGUAGE sql STABLE {safe} AS $$
    SELECT d.client_id FROM public.survey_draw d
    WHERE d.drawn_at > since AND d.withdrawn_at IS NULL AND cf.has('surveys_run_all') $$;

-- whose requests wait for a second person, for who closes the account of one that may decide; never what they are for
CREATE OR REPLACE FUNCTION cf.waiting_approvals() RETURNS TABLE (asked_by uuid, held integer, place uuid)
LANGUAGE sql STABLE {safe} AS $$
    SELECT a.asked_by_id, a.level::integer, a.department_id FROM public.approval a
    WHERE a.state IN ('asked', 'unconfirmed') AND cf.has('people_run_all') $$;

-- nobody writes until the end of this act: each write begins by asking the settings whether the office has moved
CREATE OR REPLACE FUNCTION cf.hold_office() RETURNS void LANGUAGE plpgsql {safe} AS $$
DECLARE one regclass;
BEGIN
    IF NOT cf.has('office_run_all') THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied to hold the office';
    END IF;
    LOCK TABLE public.setting IN ACCESS EXCLUSIVE MODE;
    FOR one IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname
    LOOP
        EXECUTE format('LOCK TABLE %s IN SHARE MODE', one);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION cf.newest() RETURNS bigint LANGUAGE sql STABLE {safe} AS
    'SELECT coalesce(max(serial), 0) FROM public.record';

CREATE OR REPLACE FUNCTION cf.news(since bigint) RETURNS TABLE (serial bigint, topic text, writer uuid)
LANGUAGE sql STABLE {safe} AS 'SELECT serial, topic, writer_id FROM public.record WHERE serial > since';

CREATE OR REPLACE FUNCTION cf.codes_taken(wanted text[]) RETURNS SETOF text LANGUAGE sql STABLE {safe} AS
    'SELECT code FROM public.client WHERE code = ANY (wanted)';

-- who has asked for somebody's sealed keys, and has not signed in since
CREATE TABLE IF NOT EXISTS cf.knock (id uuid PRIMARY KEY, act xid8 NOT NULL, at timestamptz NOT NULL,
    name text NOT NULL, station uuid NOT NULL, person uuid, former bigint);

-- before anybody has signed in: only of whom one has knocked for, which is committed before
CREATE OR REPLACE FUNCTION cf.open_door(name text) RETURNS TABLE (person uuid, called text, exchange bytea,
    signing bytea, sealed bytea, kdf text, login text, ticket bytea) LANGUAGE sql STABLE {safe} AS $$
    SELECT p.id, p.name, k.exchange, k.signing, k.sealed, k.kdf, l.login, l.ticket
    FROM public.person p JOIN public.person_keys k ON k.person_id = p.id LEFT JOIN cf.login l ON l.person_id = p.id
    WHERE p.login = open_door.name AND p.suspended_at IS NULL AND EXISTS (SELECT 1 FROM cf.knock n
        WHERE n.name = open_door.name AND n.at > statement_timestamp() - interval '1 minute'
        AND n.act IS DISTINCT FROM pg_current_xact_id_if_assigned()) $$;

CREATE OR REPLACE FUNCTION cf.register_workstation(id uuid, name text, system text, program text) RETURNS void
LANGUAGE sql {safe} AS $$
    INSERT INTO public.workstation (id, version, name, system, program, created_at, last_seen_at)
    SELECT id, 1, left(name, 120), left(system, 120), left(program, 40), now, now
    FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now) at $$;

-- tries that failed, handed to whoever signs in there next, to be recorded
CREATE OR REPLACE FUNCTION cf.take_refused(station uuid) RETURNS TABLE (person uuid, shut boolean, tries integer,
    first bigint, last bigint) LANGUAGE sql {safe} AS $$
    UPDATE public.refused_sign_in r SET recorded_at = (extract(epoch FROM clock_timestamp()) * 1000)::bigint
    WHERE r.workstation = station AND r.recorded_at IS NULL AND cf.me() IS NOT NULL
    RETURNING r.person_id, r.suspended, r.tries, r.first_at, r.last_at $$;

-- how far each chain has come, which every workstation remembers
CREATE OR REPLACE FUNCTION cf.heads() RETURNS TABLE (chain uuid, number integer, digest bytea)
LANGUAGE sql STABLE {safe} AS
    'SELECT id, head_number, head_hash FROM public.writer WHERE head_number > 0';

-- a person's own sealed keys, to seal them anew
CREATE OR REPLACE FUNCTION cf.my_keys() RETURNS TABLE (exchange bytea, signing bytea, sealed bytea, kdf text)
LANGUAGE sql STABLE {safe} AS
    'SELECT exchange, signing, sealed, kdf FROM public.person_keys WHERE person_id = cf.me()';

-- one's own pair in the place of the one that came with a start password, once
CREATE OR REPLACE FUNCTION cf.own_keys(exchange bytea, signing bytea, sealed bytea, kdf text) RETURNS void
LANGUAGE plpgsql {safe} AS $$
BEGIN
    UPDATE public.person_keys k SET exchange = own_keys.exchange, signing = own_keys.signing, sealed = own_keys.sealed,
        kdf = own_keys.kdf, start = false, long = true WHERE k.person_id = cf.me() AND k.start;
    IF NOT FOUND THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied to replace keys';
    END IF;
END $$;

-- whose password is known to be no long one, for who runs people
CREATE OR REPLACE FUNCTION cf.weak_passwords() RETURNS SETOF uuid LANGUAGE sql STABLE {safe} AS
    $$ SELECT person_id FROM public.person_keys WHERE long IS FALSE AND cf.has('people_run_all') $$;

-- whether a confidentiality pledge of mine holds, where the office asks for one
CREATE OR REPLACE FUNCTION cf.pledged() RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT coalesce((SELECT value::integer FROM public.setting WHERE name = 'pledge_months'), 12) = 0
        OR EXISTS (SELECT 1 FROM public.pledge p WHERE p.person_id = cf.me() AND p.withdrawn_at IS NULL
            AND p.until_on >= current_date - 1) $$;

-- for the provisioner
CREATE OR REPLACE FUNCTION cf.groups_of(who uuid) RETURNS text[] LANGUAGE sql STABLE {safe} AS $$
    WITH held AS (
        SELECT r.rights::jsonb AS rights, r.level FROM public.person_role h JOIN public.role r ON r.id = h.role_id
        JOIN public.person p ON p.id = h.person_id
        WHERE h.person_id = who AND r.withdrawn_at IS NULL AND p.suspended_at IS NULL),
    widest AS (SELECT key, max(value::integer) AS scope FROM held, jsonb_each_text(rights) GROUP BY key)
    SELECT array_agg('cf_{mark}_' || g.role) FROM (
        SELECT k.role FROM widest w JOIN (VALUES {known}) k (key, scope, role) ON k.key = w.key AND k.scope = w.scope
        UNION ALL SELECT 'level_' || n FROM generate_series(2, (SELECT max(level) FROM held)) n
        UNION ALL SELECT 'user' FROM public.person WHERE id = who AND suspended_at IS NULL) g $$;

CREATE OR REPLACE FUNCTION cf.holders_of(given uuid) RETURNS SETOF uuid LANGUAGE sql STABLE {safe} AS
    'SELECT person_id FROM public.person_role WHERE role_id = given';
"""

# Belong to the provisioner, who may make logins and reads no table of the office
PROVIDED = """
CREATE OR REPLACE FUNCTION cf.end_sessions(login text) RETURNS void LANGUAGE plpgsql {safe} AS $$
BEGIN
    -- only whoever has a role's privileges may end its sessions
    EXECUTE format('GRANT %I TO %I', login, current_user);
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = login AND pid <> pg_backend_pid();
    EXECUTE format('REVOKE %I FROM %I', login, current_user);
END $$;

-- brings a login's groups in step with the roles its person has
CREATE OR REPLACE FUNCTION cf.settle(who uuid) RETURNS void LANGUAGE plpgsql {safe} AS $$
DECLARE name text; wanted text[]; held text[]; one text;
BEGIN
    SELECT l.login INTO name FROM cf.login l WHERE l.person_id = who;
    IF name IS NULL THEN RETURN; END IF;
    wanted := coalesce(cf.groups_of(who), '{{}}');
    SELECT coalesce(array_agg(g.rolname::text), '{{}}') INTO held
        FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles p ON p.oid = m.member
        WHERE p.rolname = name AND g.rolname LIKE 'cf\\_{mark}\\_%';
    FOREACH one IN ARRAY wanted LOOP
        IF one <> ALL (held) THEN EXECUTE format('GRANT %I TO %I', one, name); END IF;
    END LOOP;
    FOREACH one IN ARRAY held LOOP
        IF one <> ALL (wanted) THEN EXECUTE format('REVOKE %I FROM %I', one, name); END IF;
    END LOOP;
    IF wanted = '{{}}' THEN
        UPDATE cf.login SET ticket = NULL, ticket_hash = NULL WHERE person_id = who;
        EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', name);
        PERFORM cf.end_sessions(name);
    END IF;
END $$;

CREATE OR REPLACE FUNCTION cf.settle_after() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE one uuid;
BEGIN
    IF TG_TABLE_NAME = 'person' THEN
        PERFORM cf.settle(NEW.id);
    ELSIF TG_TABLE_NAME = 'role' THEN
        FOR one IN SELECT cf.holders_of(NEW.id) LOOP PERFORM cf.settle(one); END LOOP;
    ELSE
        PERFORM cf.settle(CASE TG_OP WHEN 'DELETE' THEN OLD.person_id ELSE NEW.person_id END);
    END IF;
    RETURN NULL;
END $$;

-- a login for a person who claims it with what the ticket seals; a former password holds no more
CREATE OR REPLACE FUNCTION cf.invite(who uuid, hash bytea, box bytea) RETURNS void LANGUAGE plpgsql {safe} AS $$
DECLARE name text;
BEGIN
    IF NOT pg_has_role(session_user, '{people}', 'MEMBER') AND NOT pg_has_role(session_user, '{owner}', 'MEMBER') THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied to invite';
    END IF;
    SELECT l.login INTO name FROM cf.login l WHERE l.person_id = who;
    IF name IS NULL THEN
        name := '{person}' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 8);
        EXECUTE format('CREATE ROLE %I NOLOGIN CONNECTION LIMIT 16', name);
        INSERT INTO cf.login (person_id, login, ticket, ticket_hash) VALUES (who, name, box, hash);
    ELSE
        UPDATE cf.login SET ticket = box, ticket_hash = hash WHERE person_id = who;
        EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', name);
        PERFORM cf.end_sessions(name);
    END IF;
    PERFORM cf.settle(who);
END $$;

-- only whoever opens the ticket with the person's own key knows what was in it
CREATE OR REPLACE FUNCTION cf.claim(who uuid, secret bytea, verifier text) RETURNS text LANGUAGE plpgsql {safe} AS $$
DECLARE name text;
BEGIN
    IF verifier !~ '^SCRAM-SHA-256\\$[0-9]+:[A-Za-z0-9+/=]+\\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
        RAISE invalid_password USING MESSAGE = 'no verifier';
    END IF;
    UPDATE cf.login SET ticket = NULL, ticket_hash = NULL WHERE person_id = who AND ticket_hash = sha256(secret)
        RETURNING login INTO name;
    IF name IS NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied to claim';
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', name, verifier);
    RETURN name;
END $$;

-- the login that reads every table is open while somebody makes a copy of the office, and for no longer than a day
DROP FUNCTION IF EXISTS cf.open_copier(text);
CREATE OR REPLACE FUNCTION cf.open_copier(verifier text, act uuid) RETURNS text LANGUAGE plpgsql {safe} AS $$
BEGIN
    IF NOT pg_has_role(session_user, '{office}', 'MEMBER') OR verifier !~ '^SCRAM-SHA-256\\$' THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied to copy';
    END IF;
    PERFORM cf.note('copy', NULL, act);
    EXECUTE format('ALTER ROLE {copier} LOGIN PASSWORD %L VALID UNTIL %L', verifier, now() + interval '1 day');
    RETURN '{copier}';
END $$;

-- another password for the door, so that whoever left knows none
CREATE OR REPLACE FUNCTION cf.change_door(verifier text) RETURNS void LANGUAGE plpgsql {safe} AS $$
BEGIN
    IF NOT pg_has_role(session_user, '{people}', 'MEMBER') OR verifier !~ '^SCRAM-SHA-256\\$' THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied to change the door';
    END IF;
    EXECUTE format('ALTER ROLE {door} PASSWORD %L', verifier);
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{door}' AND pid <> pg_backend_pid();
END $$;

-- or is lent to who runs the office for one write, to read what that write has done too
CREATE OR REPLACE FUNCTION cf.lend_copier() RETURNS void LANGUAGE plpgsql {safe} AS $$
BEGIN
    IF NOT pg_has_role(session_user, '{office}', 'MEMBER') OR NOT cf.has_noted_copy() THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied to copy';
    END IF;
    EXECUTE format('GRANT {copier} TO %I', session_user);
END $$;

CREATE OR REPLACE FUNCTION cf.close_copier() RETURNS void LANGUAGE plpgsql {safe} AS $$
BEGIN
    IF pg_has_role(session_user, '{office}', 'MEMBER') THEN
        ALTER ROLE {copier} NOLOGIN PASSWORD NULL;
    END IF;
END $$;
"""

TRIGGERS = """
DROP TRIGGER IF EXISTS settle ON public.person;
CREATE CONSTRAINT TRIGGER settle AFTER UPDATE OF suspended_at ON public.person
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cf.settle_after();
DROP TRIGGER IF EXISTS settle ON public.role;
CREATE CONSTRAINT TRIGGER settle AFTER UPDATE ON public.role
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cf.settle_after();
DROP TRIGGER IF EXISTS settle ON public.person_role;
CREATE CONSTRAINT TRIGGER settle AFTER INSERT OR DELETE ON public.person_role
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cf.settle_after();
"""

FOR_DOOR = ("open_door(text)", "claim(uuid, bytea, text)", "register_workstation(uuid, text, text, text)",
            "knock(text, uuid)")  # fmt: skip
FOR_PEOPLE = ("invite(uuid, bytea, bytea)", "change_door(text)", "put_keys_back(uuid, bytea, bytea)")
FOR_OFFICE = ("open_copier(text, uuid)", "close_copier()", "lend_copier()")
FOR_MOVING = ("hold_office()",)
FOR_PROVISIONER = ("groups_of(uuid)", "holders_of(uuid)")
FOR_USER = (
    "move_far_ends(text, uuid, uuid, uuid[])",
    *("me()", "department()", "handed()", "met()", "has(text)", "sees()", "writes()", "within(text, uuid, uuid, uuid)"),
    *("reaches(uuid)", "may_change(uuid)", "may_give(text)", "is_new_key(text, integer)", "stands_in()"),
    *("touched(bigint)", "of_event(bigint)", "my_keys()", "files_among(uuid[])"),
    *("hand_over(uuid)", "holds_sealed(uuid, text)", "codes_taken(text[])", "newest()", "news(bigint)"),
    *(
        "holdings(uuid)",
        "waiting_approvals()",
        "is_drawn(uuid, uuid)",
        "drawn_since(bigint)",
        "heads()",
        "clear_lent()",
        "end_lent(uuid)",
        "take_refused(uuid)",
        "answer(uuid)",
    ),
    *("own_keys(bytea, bytea, bytea, text)", "weak_passwords()", "pledged()"),
    "parties(uuid)",
    "own_ratings(uuid, text, boolean, bigint, bigint, bigint)",
    *("find(tsquery, boolean, text, integer)", "find_more(tsquery, integer)"),
)
OF_OWNER = (*FOR_USER, *FOR_PROVISIONER, *FOR_MOVING, FOR_PEOPLE[2], FOR_DOOR[0], *FOR_DOOR[2:])
OF_PROVISIONER = ("settle(uuid)", "settle_after()", "end_sessions(text)", *FOR_PEOPLE[:2], *FOR_OFFICE, FOR_DOOR[1])


def filled(text: str, roles: Roles) -> str:
    known = [
        f"('{right.value}', {int(scope)}, '{group.removeprefix(f'cf_{roles.mark}_')}')"
        for right in Right
        for scope, group in roles.groups_of(right).items()
    ]
    prefix = f"cf_{roles.mark}_"
    writing = [group.removeprefix(prefix) for right in WRITING for group in roles.groups_of(right).values()]
    return text.format(
        safe=_SAFE, writing=",".join(writing), mark=roles.mark, known=", ".join(known), owner=roles.owner,
        person=roles.person, people=roles.group(Right.RUN_PEOPLE, Scope.ALL),
        office=roles.group(Right.RUN_OFFICE, Scope.ALL), door=roles.door, copier=roles.copier, minutes=MINUTES,
        zone=DEFAULTS["time_zone"], least=DEFAULTS["survey_least"],
        stale=STALE.format(schema="public.", now="extract(epoch FROM now()) * 1000"),
    )  # fmt: skip
