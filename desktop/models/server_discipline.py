"""What an office's server looks at when a reward or penalty goes on, and when a line is written into its history."""

TEXT = """
-- whether somebody proposed a case; a line that he took out of it changes nothing about that
CREATE OR REPLACE FUNCTION cf.has_proposed(who uuid, about uuid) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.discipline_entry e
        WHERE e.case_id = about AND e.kind = 'proposed' AND e.by_id = who) $$;

-- what somebody writes whose name is kept from the person concerned bears no author
CREATE OR REPLACE FUNCTION cf.stays_unnamed(about uuid) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.discipline_entry e
        WHERE e.case_id = about AND e.kind = 'proposed' AND NOT e.told AND e.by_id = cf.me()) $$;

-- a reward or penalty is decided by whoever may, never by who proposed it, and after the person concerned was heard;
-- he alone replies and appeals, heads give notice and note an appeal for him, and what was told stays
CREATE OR REPLACE FUNCTION cf.guard_discipline() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE fine boolean := false; me uuid := cf.me(); free text[] := ARRAY['version'];
    step text := OLD.state || ' ' || NEW.state; today bigint := extract(epoch FROM now()) * 1000;
    proposed boolean := cf.has_proposed(me, OLD.id); decides boolean;
BEGIN
    decides := cf.has('discipline_decide_all') AND NOT proposed AND EXISTS (SELECT 1 FROM public.discipline_entry e
        WHERE e.case_id = OLD.id AND e.kind = 'proposed' AND e.withdrawn_at IS NULL);
    IF cf.has('owner') THEN
        RETURN NEW;
    ELSIF OLD.owner_id = me THEN
        fine := OLD.state = NEW.state OR step IN ('notified replied', 'replied notified', 'appealed effective')
            OR (step = 'effective appealed' AND OLD.appeal_until >= today);
        free := free || ARRAY['state', 'replied_at', 'appealed_at', 'closed_at'];
    ELSIF OLD.state = NEW.state THEN
        fine := NEW.withdrawn_at IS NOT DISTINCT FROM OLD.withdrawn_at OR (OLD.state = 'proposed' AND proposed);
        free := free || ARRAY['withdrawn_at'];
    ELSIF step IN ('proposed notified', 'notified proposed') THEN
        -- the days for the reply end on the next working day at the earliest
        fine := NEW.state = 'proposed' AND NEW.told_at IS NULL AND NEW.reply_until IS NULL
            OR NEW.state = 'notified' AND NEW.told_at IS NOT NULL AND NEW.reply_until > today + 4 * 3600 * 1000;
        free := free || ARRAY['state', 'told_at', 'reply_until'];
    ELSIF 'dropped' IN (OLD.state, NEW.state) THEN
        fine := (decides AND step IN ('notified dropped', 'replied dropped', 'dropped notified', 'dropped replied'))
            OR ((decides OR proposed) AND step IN ('proposed dropped', 'dropped proposed'));
        free := free || ARRAY['state', 'closed_at', 'decided_at'];
    ELSIF step IN ('effective appealed', 'appealed effective') THEN
        fine := NOT proposed AND OLD.appealed_at IS NULL AND (NEW.state = 'effective' OR OLD.appeal_until >= today);
        free := free || ARRAY['state', 'closed_at'];
    ELSIF decides AND step IN ('proposed effective', 'notified effective', 'replied effective', 'effective proposed',
            'effective notified', 'effective replied') THEN
        fine := CASE WHEN NEW.state = 'effective' THEN OLD.deputy_id IS NULL AND NEW.deputy_id = me
            ELSE OLD.deputy_id = me AND NEW.deputy_id IS NULL END
            AND CASE WHEN OLD.kind = 'reward' THEN 'proposed' IN (OLD.state, NEW.state)
                ELSE 'replied' IN (OLD.state, NEW.state) OR (OLD.reply_until <= today
                    AND 'notified' IN (OLD.state, NEW.state)) END;
        free := free || ARRAY['state', 'deputy_id', 'decided_at', 'closed_at', 'step', 'counted', 'measures', 'amount',
            'deducts', 'points', 'compensation', 'effective_on', 'expires_on', 'appeal_until'];
        IF OLD.kind = 'reward' THEN free := free || ARRAY['told_at']; END IF;
    ELSIF decides AND 'appealed' IN (OLD.state, NEW.state) THEN
        -- an appeal that was noted for him is heard after the days in which he may appeal himself
        fine := OLD.state IN ('upheld', 'changed', 'revoked') OR (NEW.state IN ('upheld', 'changed', 'revoked')
            AND (OLD.appealed_at IS NOT NULL OR OLD.appeal_until <= today));
        free := free || ARRAY['state', 'closed_at', 'measures', 'amount', 'deducts', 'points', 'compensation',
            'effective_on', 'expires_on'];
    END IF;
    IF fine IS NOT TRUE OR to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for deciding this reward or penalty';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.discipline_case;
CREATE TRIGGER guard BEFORE UPDATE ON public.discipline_case FOR EACH ROW EXECUTE FUNCTION cf.guard_discipline();

-- what was written stays as it was written; a case has one proposal, only who decides writes a decision, and nobody
-- speaks for somebody against whom he proposed it
CREATE OR REPLACE FUNCTION cf.guard_discipline_entry() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE fine boolean := true; me uuid := cf.me(); proposed boolean := cf.has_proposed(me, NEW.case_id);
    free text[] := ARRAY['version', 'withdrawn_at'];
BEGIN
    IF cf.has('owner') THEN
        RETURN NEW;
    ELSIF TG_OP = 'UPDATE' THEN
        fine := to_jsonb(NEW) - free IS NOT DISTINCT FROM to_jsonb(OLD) - free
            AND (OLD.kind <> 'proposed' OR EXISTS (SELECT 1 FROM public.discipline_case c
                WHERE c.id = OLD.case_id AND c.state = 'proposed'));
    ELSIF NEW.kind IN ('decision', 'verdict') THEN
        fine := cf.has('discipline_decide_all') AND NOT proposed;
    ELSIF NEW.kind = 'dropped' THEN
        fine := cf.has('discipline_decide_all') OR proposed;
    ELSIF NEW.kind IN ('reply', 'appeal') THEN
        fine := NOT proposed;
    ELSIF NEW.kind = 'proposed' THEN
        fine := NOT EXISTS (SELECT 1 FROM public.discipline_entry e
            WHERE e.case_id = NEW.case_id AND e.kind = 'proposed');
    END IF;
    IF fine IS NOT TRUE THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for this line of a reward or penalty';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.discipline_entry;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON public.discipline_entry
    FOR EACH ROW EXECUTE FUNCTION cf.guard_discipline_entry();
"""

FOR_USER = ("stays_unnamed(uuid)",)
INNER = ("has_proposed(uuid, uuid)", "guard_discipline()", "guard_discipline_entry()")
