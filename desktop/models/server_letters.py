"""What an office's server looks at in templates of letters: words never change, and go out once they were checked."""

TEXT = """
-- a wording comes into use by who wrote it, on the approval used in the same write, whose mark is all that was checked;
-- a request's mark is reckoned the same way ('publish' and two empty bytes before it)
CREATE OR REPLACE FUNCTION cf.guard_wording() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE free text[] := ARRAY['version', 'used_since', 'checked_by_id']; fine boolean; me uuid := cf.me(); reckoned text;
BEGIN
    IF cf.has('owner') THEN
        RETURN NEW;
    ELSIF TG_OP = 'INSERT' THEN
        fine := NEW.by_id = me AND NEW.used_since IS NULL AND NEW.checked_by_id IS NULL;
    ELSIF NEW.used_since IS NULL AND NEW.checked_by_id IS NULL
            OR (NEW.used_since, NEW.checked_by_id) IS NOT DISTINCT FROM (OLD.used_since, OLD.checked_by_id) THEN
        fine := true;
    ELSE
        SELECT encode(sha256(decode('7075626c6973680000', 'hex') || convert_to(string_agg(
            char_length(told.said) || ':' || told.said, '' ORDER BY told.place), 'UTF8')), 'hex') INTO reckoned
            FROM public.letter_template t, unnest(ARRAY[replace(t.id::text, '-', ''), OLD.number::text, t.kind,
                t.language, t.purpose, t.name, OLD.subject, OLD.words]::text[]) WITH ORDINALITY AS told (said, place)
            WHERE t.id = OLD.template_id;
        fine := OLD.by_id = me AND OLD.used_since IS NULL AND EXISTS (SELECT 1 FROM public.approval a
            WHERE a.act = 'publish' AND a.mark = reckoned AND a.asked_by_id = me
                AND a.state IN ('used', 'unconfirmed') AND a.used_at = NEW.used_since
                AND a.decided_by_id IS NOT DISTINCT FROM NEW.checked_by_id);
    END IF;
    IF fine IS NOT TRUE OR (TG_OP = 'UPDATE' AND to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for these words';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.letter_wording;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON public.letter_wording
    FOR EACH ROW EXECUTE FUNCTION cf.guard_wording();

-- what a template is for stays as it was checked while any of its words are in use
CREATE OR REPLACE FUNCTION cf.guard_template() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE fine boolean;
BEGIN
    IF cf.has('owner') THEN
        RETURN NEW;
    ELSIF TG_OP = 'INSERT' THEN
        fine := NEW.number = 0;
    ELSE
        fine := (NEW.number IN (0, OLD.number) OR EXISTS (SELECT 1 FROM public.letter_wording w
                WHERE w.template_id = OLD.id AND w.number = NEW.number AND w.used_since IS NOT NULL))
            AND ((NEW.kind, NEW.language, NEW.purpose) = (OLD.kind, OLD.language, OLD.purpose)
                OR NOT EXISTS (SELECT 1 FROM public.letter_wording w
                    WHERE w.template_id = OLD.id AND w.used_since IS NOT NULL));
    END IF;
    IF fine IS NOT TRUE THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for this template';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.letter_template;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON public.letter_template
    FOR EACH ROW EXECUTE FUNCTION cf.guard_template();
"""

INNER = ("guard_wording()", "guard_template()")
