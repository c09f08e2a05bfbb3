"""What an office's server looks at when a row becomes another: clients, journal, accounts and approvals.

Policies say which rows somebody reaches; these triggers say what may become of them. As in `server_functions`, each
takes the caller from `session_user`.
"""

TEXT = """
CREATE OR REPLACE FUNCTION cf.guard_client() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE free text[] := ARRAY['version'];
BEGIN
    IF cf.within('clients_edit', OLD.owner_id, OLD.deputy_id, OLD.department_id) OR cf.has('owner')
            OR OLD.id = ANY (cf.handed()) OR OLD.id = ANY (cf.erased_files()) THEN
        RETURN NEW;
    END IF;
    IF cf.within('clients_review', OLD.owner_id, OLD.deputy_id, OLD.department_id)
            AND (NEW.owner_id, NEW.deputy_id, NEW.department_id)
                IS NOT DISTINCT FROM (OLD.owner_id, OLD.deputy_id, OLD.department_id) THEN
        RETURN NEW;
    END IF;
    IF cf.has('clients_classify_all') THEN free := free || '{{client_class}}'::text[]; END IF;
    IF cf.has('clients_import_all') THEN free := free || '{{withdrawn_at}}'::text[]; END IF;
    IF cf.has('clients_enter_all') OR cf.within('clients_assess', OLD.owner_id, OLD.deputy_id, OLD.department_id) THEN
        free := free || '{{risk,looked_through_at}}'::text[];
    END IF;
    IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free
            OR (cardinality(free) = 1 AND NEW IS DISTINCT FROM OLD) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for this client';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.client;
CREATE TRIGGER guard BEFORE UPDATE ON public.client FOR EACH ROW EXECUTE FUNCTION cf.guard_client();

CREATE OR REPLACE FUNCTION cf.guard_journal() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
BEGIN
    IF NOT cf.has('owner') AND EXISTS (SELECT 1 FROM added a LEFT JOIN public.record r
            ON r.serial = a.record_id AND r.person = cf.me() WHERE r.serial IS NULL) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for a record of somebody else';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS guard ON public.journal;
CREATE TRIGGER guard AFTER INSERT ON public.journal REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION cf.guard_journal();

-- whoever has no right to run people can do no more with his own row than lock it
CREATE OR REPLACE FUNCTION cf.guard_person() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE free text[] := ARRAY['suspended_at', 'version'];
BEGIN
    IF NOT cf.has('people_run_all') AND NOT cf.has('owner')
            AND to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for more than locking this account';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.person;
CREATE TRIGGER guard BEFORE UPDATE ON public.person FOR EACH ROW EXECUTE FUNCTION cf.guard_person();

-- whether somebody, or one for whom he stands in today, may approve what was asked for at this level from that place
CREATE OR REPLACE FUNCTION cf.approves(who uuid, asker uuid, held integer, place uuid) RETURNS boolean
LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM cf.login l JOIN public.person p ON p.id = l.person_id
        WHERE l.person_id = who AND who <> asker AND p.suspended_at IS NULL
        AND (held < 2 OR pg_has_role(l.login, 'cf_{mark}_level_' || least(held, 3), 'MEMBER'))
        AND (pg_has_role(l.login, 'cf_{mark}_clients_approve_all', 'MEMBER')
            OR (pg_has_role(l.login, 'cf_{mark}_clients_approve_department', 'MEMBER')
                AND p.department_id = place))) $$;

-- the server does not know where the office is: its day may have begun there already, or not ended yet
CREATE OR REPLACE FUNCTION cf.absences(days integer) RETURNS TABLE (absent uuid, person uuid)
LANGUAGE sql STABLE {safe} AS $$
    SELECT s.absent_id, s.person_id FROM public.stand_in s
    WHERE s.withdrawn_at IS NULL AND s.kinds LIKE '%"approvals"%'
        AND s.first_on <= current_date + days AND s.last_on >= current_date - days $$;

CREATE OR REPLACE FUNCTION cf.may_decide(asker uuid, held integer, place uuid) RETURNS boolean
LANGUAGE sql STABLE {safe} AS $$
    SELECT asker <> cf.me() AND (cf.approves(cf.me(), asker, held, place) OR EXISTS (
        SELECT 1 FROM cf.absences(1) a WHERE a.person = cf.me() AND cf.approves(a.absent, asker, held, place))) $$;

-- whether a second person is there, for who would do it alone
CREATE OR REPLACE FUNCTION cf.is_somebody_there(asker uuid, held integer, place uuid, about uuid) RETURNS boolean
LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.person p WHERE cf.approves(p.id, asker, held, place)
            AND p.id IS DISTINCT FROM about AND p.id NOT IN (SELECT a.absent FROM cf.absences(1) a))
        OR EXISTS (SELECT 1 FROM cf.absences(-1) a JOIN public.person p ON p.id = a.person
            WHERE a.person <> asker AND about IS DISTINCT FROM a.person AND about IS DISTINCT FROM a.absent
                AND p.suspended_at IS NULL AND cf.approves(a.absent, asker, held, place)) $$;

-- nobody approves his own: who asked may use what another has decided, once, or take it back
CREATE OR REPLACE FUNCTION cf.guard_approval() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE free text[] := ARRAY['version']; fine boolean; me uuid := cf.me(); step text[];
    about uuid := CASE WHEN NEW.act IN ('excuse_case', 'pass_sheet', 'judge_appeal') THEN NEW.row_id END;
BEGIN
    IF cf.has('owner') THEN
        RETURN NEW;
    ELSIF TG_OP = 'INSERT' THEN
        fine := NEW.state = 'asked' OR (NEW.act <> 'enter_zone'
            AND NOT cf.is_somebody_there(me, NEW.level, NEW.department_id, about));
    ELSIF OLD.id = ANY (cf.erased_rows()) AND NEW.state = OLD.state THEN
        fine := true;
        free := free || ARRAY['what', 'reason', 'note', 'details'];
    ELSE
        step := ARRAY[OLD.state, NEW.state];
        IF OLD.asked_by_id = me THEN
            IF step[1] = step[2] THEN
                fine := true;
                free := free || ARRAY['seen_at'];
            ELSIF step IN (ARRAY['approved', 'used'], ARRAY['alone', 'unconfirmed']) THEN
                fine := (OLD.state = 'alone' OR OLD.decided_by_id <> me) AND NEW.used_at IS NOT NULL
                    AND OLD.valid_until >= extract(epoch FROM now()) * 1000;
                free := free || ARRAY['state', 'used_at', 'operation', 'confirm_until'];
            ELSIF step[2] = 'taken_back' THEN
                fine := step[1] IN ('asked', 'approved', 'alone');
                free := free || ARRAY['state'];
            ELSE
                fine := step = ARRAY['taken_back', 'asked'] AND NEW.decided_by_id IS NULL
                    AND NEW.decided_for_id IS NULL AND NEW.valid_until IS NULL;
                free := free || ARRAY['state', 'decided_by_id', 'decided_for_id', 'decided_at', 'valid_until', 'here'];
            END IF;
        ELSIF step = ARRAY['asked', 'taken_back'] THEN
            -- it ends with the account of who asked, and decides nothing
            fine := cf.has('people_run_all') AND EXISTS (
                SELECT 1 FROM public.person p WHERE p.id = OLD.asked_by_id AND p.suspended_at IS NOT NULL);
            free := free || ARRAY['state'];
        ELSE
            free := free || ARRAY['state', 'decided_by_id', 'decided_for_id', 'decided_at', 'note', 'here',
                'valid_until', 'seen_at'];
            -- which file is meant, whoever asked for it does not know
            IF OLD.act = 'see_file' THEN free := free || ARRAY['subject']; END IF;
            IF step IN (ARRAY['asked', 'approved'], ARRAY['asked', 'refused'], ARRAY['unconfirmed', 'confirmed'],
                    ARRAY['unconfirmed', 'objected']) THEN
                fine := NEW.decided_by_id = me AND (NEW.decided_for_id IS NULL OR EXISTS (
                    SELECT 1 FROM cf.absences(1) a WHERE a.person = me AND a.absent = NEW.decided_for_id))
                    -- what somebody is named for, nobody else decides
                    AND (OLD.act <> 'enter_zone' OR OLD.row_id = coalesce(NEW.decided_for_id, me))
                    -- and nobody what judges himself
                    AND about IS DISTINCT FROM me AND (about IS NULL OR about IS DISTINCT FROM NEW.decided_for_id);
            ELSE
                fine := OLD.decided_by_id = me AND NEW.decided_by_id IS NULL AND step IN (
                    ARRAY['approved', 'asked'], ARRAY['refused', 'asked'], ARRAY['confirmed', 'unconfirmed'],
                    ARRAY['objected', 'unconfirmed']);
            END IF;
        END IF;
    END IF;
    IF fine IS NOT TRUE OR (TG_OP = 'UPDATE' AND to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for this approval';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.approval;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON public.approval FOR EACH ROW EXECUTE FUNCTION cf.guard_approval();

-- an order is found in order by whoever checks orders, in his own name, and never by who took or entered it; what was
-- checked once may stand so again, and whoever cleared one takes that back, for so an act on it is undone
CREATE OR REPLACE FUNCTION cf.guard_order() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE fine boolean := true; before text := 'waiting'; me uuid := cf.me();
BEGIN
    IF TG_OP = 'UPDATE' THEN before := OLD.state; END IF;
    IF NEW.state IN ('in_order', 'irregular', 'cleared') AND NEW.state <> before AND NOT cf.has('owner') THEN
        fine := TG_OP = 'UPDATE' AND (
            (cf.has('orders_check_all') AND NEW.checked_by_id = me
                AND me NOT IN (OLD.taken_by_id, OLD.entered_by_id))
            OR (OLD.state = 'cleared' AND NEW.state = 'irregular' AND OLD.checked_by_id = me
                AND NEW.checked_by_id IS NOT NULL)
            OR (OLD.checked_by_id IS NOT NULL AND NEW.checked_by_id IS NOT DISTINCT FROM OLD.checked_by_id));
    END IF;
    IF fine IS NOT TRUE THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for checking this order';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.placed_order;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON public.placed_order FOR EACH ROW EXECUTE FUNCTION cf.guard_order();

-- who improves something says what he did until somebody has looked at it, and nothing else: marks are given, and
-- improvements asked for and looked at, by whoever scores others, and looked at by neither of the two
CREATE OR REPLACE FUNCTION cf.guard_spot_check() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE fine boolean := true; free text[] := ARRAY['done', 'done_at', 'version']; me uuid := cf.me();
BEGIN
    IF cf.has('owner') OR OLD.id = ANY (cf.erased_rows()) THEN
        RETURN NEW;
    END IF;
    IF cf.has('contacts_score_all') AND OLD.staff_id <> me THEN
        fine := NEW.looked_at IS NOT DISTINCT FROM OLD.looked_at OR NEW.looked_at IS NULL
            OR (NEW.looked_by_id = me AND OLD.owner_id <> me);
    ELSE
        fine := OLD.owner_id = me AND OLD.looked_at IS NULL
            AND to_jsonb(NEW) - free IS NOT DISTINCT FROM to_jsonb(OLD) - free;
    END IF;
    IF fine IS NOT TRUE THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for this spot check';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.spot_check;
CREATE TRIGGER guard BEFORE UPDATE ON public.spot_check FOR EACH ROW EXECUTE FUNCTION cf.guard_spot_check();

-- what everybody answers is said by whoever approves answers; a correction waits beside it as a version
CREATE OR REPLACE FUNCTION cf.guard_answer() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
BEGIN
    IF cf.has('answers_approve_all') OR cf.has('owner') THEN
        RETURN NEW;
    END IF;
    IF (NEW.state = 'approved' AND OLD.state <> 'approved') OR NEW.answer <> OLD.answer
            OR (NEW.approved_by_id, NEW.approved_at) IS DISTINCT FROM (OLD.approved_by_id, OLD.approved_at)
            OR (OLD.approved_at IS NOT NULL
                AND (NEW.question, NEW.topic, NEW.state) IS DISTINCT FROM (OLD.question, OLD.topic, OLD.state)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for approving this answer';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.uniform_answer;
CREATE TRIGGER guard BEFORE UPDATE ON public.uniform_answer FOR EACH ROW EXECUTE FUNCTION cf.guard_answer();

-- whoever does something about what a survey found says that it is done, and no more; that it does, somebody else says
CREATE OR REPLACE FUNCTION cf.guard_measure() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE free text[] := ARRAY['version', 'done_at', 'done_by_id', 'result']; fine boolean; me uuid := cf.me();
BEGIN
    IF cf.has('owner') THEN
        RETURN NEW;
    ELSIF TG_OP = 'INSERT' THEN
        fine := NEW.checked_at IS NULL AND NEW.checked_by_id IS NULL;
    ELSIF NOT cf.has('surveys_results_all') THEN
        fine := (OLD.done_at IS NULL AND NEW.done_by_id = me
                OR OLD.done_by_id = me AND OLD.checked_at IS NULL AND NEW.done_at IS NULL AND NEW.done_by_id IS NULL)
            AND to_jsonb(NEW) - free IS NOT DISTINCT FROM to_jsonb(OLD) - free;
    ELSIF (NEW.checked_at, NEW.checked_by_id) IS NOT DISTINCT FROM (OLD.checked_at, OLD.checked_by_id) THEN
        fine := (NEW.done_by_id IS NOT DISTINCT FROM OLD.done_by_id OR coalesce(NEW.done_by_id, me) = me)
            AND (OLD.done_at IS NULL OR NEW.person_id = OLD.person_id);
    ELSIF NEW.checked_at IS NULL AND NEW.checked_by_id IS NULL THEN
        fine := OLD.checked_by_id = me
            AND (NEW.person_id, NEW.done_by_id, NEW.done_at) = (OLD.person_id, OLD.done_by_id, OLD.done_at);
    ELSE
        fine := OLD.done_at IS NOT NULL AND NEW.checked_by_id = me AND me NOT IN (OLD.person_id, OLD.done_by_id)
            AND (NEW.person_id, NEW.done_by_id, NEW.done_at) = (OLD.person_id, OLD.done_by_id, OLD.done_at);
    END IF;
    IF fine IS NOT TRUE THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for more than what was done';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.survey_measure;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON public.survey_measure
    FOR EACH ROW EXECUTE FUNCTION cf.guard_measure();
"""

FOR_USER = ("may_decide(uuid, integer, uuid)",)
INNER = ("guard_client()", "guard_journal()", "guard_person()", "guard_approval()", "guard_order()",
         "guard_spot_check()", "guard_answer()", "guard_measure()", "absences(integer)",
         "approves(uuid, uuid, integer, uuid)", "is_somebody_there(uuid, integer, uuid, uuid)")  # fmt: skip
