"""Who reaches appraisals on an office's server: nobody rates, excuses or judges himself, whatever program is used."""

from desktop.models.server_rules import Rule

TEXT = """
-- whoever rates the whole office is rated by his superior alone
CREATE OR REPLACE FUNCTION cf.rates_all(who uuid) RETURNS boolean LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM cf.login l WHERE l.person_id = who
        AND pg_has_role(l.login, 'cf_{mark}_appraisal_rate_all', 'MEMBER')) $$;

-- whoever did over what another had said may take just that back: then it is the other's again
CREATE OR REPLACE FUNCTION cf.took_over(wanted uuid, part text, whom uuid, given integer) RETURNS boolean
LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM (SELECT j.changes::jsonb AS told, r.person FROM public.journal j
            JOIN public.record r ON r.serial = j.record_id WHERE j.row_id = wanted ORDER BY j.id DESC LIMIT 1) last
        WHERE last.person = cf.me() AND jsonb_exists(last.told, part)
        AND last.told -> part ->> 0 IS NOT DISTINCT FROM replace(whom::text, '-', '')
        AND (NOT jsonb_exists(last.told, 'mark')
            OR (last.told -> 'mark' ->> 0)::integer IS NOT DISTINCT FROM given)) $$;

-- whether this very case of somebody was left out by an approval, and nobody objected since
CREATE OR REPLACE FUNCTION cf.is_excused(act_of uuid, about uuid, asker uuid, exactly text) RETURNS boolean
LANGUAGE sql STABLE {safe} AS $$
    SELECT EXISTS (SELECT 1 FROM public.approval a WHERE a.operation = act_of AND a.act = 'excuse_case'
        AND a.row_id = about AND a.asked_by_id = asker AND a.state IN ('used', 'unconfirmed', 'confirmed')
        AND a.mark = encode(sha256('excuse_case'::bytea || '\\x0000'::bytea || exactly::bytea), 'hex')) $$;

-- whoever runs a period writes its sheets; whom one is about hands in his part and answers, whoever rates says that he
-- has, and nobody stands as the one who rated himself
CREATE OR REPLACE FUNCTION cf.guard_sheet() RETURNS trigger LANGUAGE plpgsql {safe} AS $$
DECLARE free text[] := ARRAY[]::text[]; fine boolean := true; me uuid := cf.me();
BEGIN
    IF cf.has('owner') THEN
        RETURN NEW;
    ELSIF cf.has('appraisal_run_all') THEN
        fine := NEW.rated_by_id IS DISTINCT FROM NEW.owner_id AND NEW.owner_id = OLD.owner_id
            -- what others note of somebody he does not note of himself
            AND (OLD.owner_id <> me OR (NEW.days IS NOT DISTINCT FROM OLD.days AND NEW.left_out = OLD.left_out));
    ELSE
        IF OLD.owner_id = me THEN
            free := ARRAY['version', 'self_at', 'answer', 'answer_words', 'answered_at', 'passed_at'];
        ELSIF (OLD.deputy_id = me AND cf.within('appraisal_rate', NULL, me, NULL))
            OR (cf.has('appraisal_rate_all') AND NOT cf.rates_all(OLD.owner_id)) THEN
            free := ARRAY['version', 'rated_at', 'rated_by_id'];
            fine := coalesce(NEW.rated_by_id, me) = me OR cf.took_over(OLD.id, 'rated_by', NEW.rated_by_id, NULL);
        END IF;
        fine := fine AND to_jsonb(NEW) - free IS NOT DISTINCT FROM to_jsonb(OLD) - free;
    END IF;
    -- nobody is let through but by the approval of just this sheet, which is used at that moment (AC-6)
    IF NEW.passed_at IS DISTINCT FROM OLD.passed_at AND NEW.passed_at IS NOT NULL THEN
        fine := fine AND NEW.deputy_id IS NULL AND EXISTS (SELECT 1 FROM public.approval a WHERE a.act = 'pass_sheet'
            AND a.row_id = OLD.owner_id AND a.used_at = NEW.passed_at AND a.state IN ('used', 'unconfirmed')
            AND a.mark = encode(sha256('pass_sheet'::bytea || '\\x0000'::bytea || (OLD.id::text)::bytea), 'hex'));
    END IF;
    IF fine IS NOT TRUE THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied for this sheet of an appraisal';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON public.appraisal_sheet;
CREATE TRIGGER guard BEFORE UPDATE ON public.appraisal_sheet FOR EACH ROW EXECUTE FUNCTION cf.guard_sheet();
"""
INNER = ("guard_sheet()",)
FOR_USER = ("rates_all(uuid)", "took_over(uuid, text, uuid, integer)", "is_excused(uuid, uuid, uuid, text)")

_ME = "(SELECT cf.me())"
_MINE = f"{_ME} IN (owner_id, deputy_id)"
_SCOPES = (
    ("own", _MINE),
    ("department", f"({_MINE} OR department_id = (SELECT cf.department()))"),
    ("all", "true"),
)
_SHEET = "EXISTS (SELECT 1 FROM appraisal_sheet s WHERE s.id = sheet_id"
_OF_ME = f"{_SHEET} AND s.owner_id = {_ME})"
_OF_OTHERS = f"{_SHEET} AND s.owner_id <> {_ME})"
_MY_PART = f"side = 'self' AND by_id = {_ME} AND {_OF_ME}"
_RATED = (
    ("own", f"s.deputy_id = {_ME}"),
    ("department", f"s.deputy_id = {_ME}"),
    ("all", f"(s.deputy_id = {_ME} OR NOT cf.rates_all(s.owner_id))"),
)
_JUDGED = """encode(sha256('judge_appeal'::bytea || '\\x0000'::bytea || (appeal.id::text)::bytea), 'hex')"""
_CASE = "key || ':' || source || ':' || excuse.row_id::text || ':' || due::text"
# the approval that was used in this very write is the one of this very case
_MARK = f"""encode(sha256('excuse_case'::bytea || '\\x0000'::bytea
    || ({_CASE})::bytea), 'hex')"""
_APPROVED = f"""deputy_id = {_ME} AND EXISTS (SELECT 1 FROM approval a WHERE a.operation = excuse.operation
    AND a.act = 'excuse_case' AND a.row_id = excuse.owner_id AND a.asked_by_id = {_ME}
    AND a.state IN ('used', 'unconfirmed') AND a.mark = {_MARK})"""
# nobody else being there, an approval lets somebody who had a part in it judge (AC-6)
_UNINVOLVED = f"""{_SHEET} AND s.owner_id <> {_ME} AND (({_ME} IS DISTINCT FROM s.deputy_id
        AND {_ME} IS DISTINCT FROM s.rated_by_id)
    OR EXISTS (SELECT 1 FROM approval a WHERE a.act = 'judge_appeal' AND a.mark = {_JUDGED}
        AND a.asked_by_id = {_ME} AND a.state IN ('used', 'unconfirmed'))))"""
_STANDS = f"cf.is_excused(operation, owner_id, deputy_id, {_CASE})"
_FOUND = f"approved_by_id = {_ME} AND operation IS NULL"
_FILE = "EXISTS (SELECT 1 FROM client c WHERE c.id = client_id)"
_BY_ME_OF_OTHERS = f"by_id = {_ME} AND owner_id <> {_ME}"

RULES = {
    "appraisal_sheet": Rule(
        (
            *(("SELECT", f"appraisal.see:{scope}", held) for scope, held in _SCOPES),
            ("INSERT", "appraisal.run", "", "true"),
            # whoever sees a sheet may lock it; what may become of it, a trigger says
            *(("UPDATE", f"appraisal.see:{scope}", held, "true") for scope, held in _SCOPES),
        )
    ),
    # what a superior said is told to whom it is about once it is published
    "sheet_mark": Rule(
        (
            (
                "SELECT",
                "appraisal.see",
                f"{_SHEET} AND (side = 'self' OR s.owner_id <> {_ME} OR s.published_at IS NOT NULL))",
            ),
            ("INSERT", "appraisal.see", "", _MY_PART),
            ("UPDATE", "appraisal.see", _MY_PART, _MY_PART),
            # one that was handed in and taken back at once
            ("DELETE", "appraisal.see", _MY_PART),
            *(
                policy
                for scope, held in _RATED
                for any_ in (f"side = 'superior' AND {_SHEET} AND s.owner_id <> {_ME} AND {held})",)
                for told in (f"by_id = {_ME} AND {any_}",)
                for policy in (
                    ("INSERT", f"appraisal.rate:{scope}", "", told),
                    (
                        "UPDATE",
                        f"appraisal.rate:{scope}",
                        any_,
                        f"(by_id = {_ME} OR cf.took_over(id, 'by', by_id, mark)) AND {any_}",
                    ),
                    ("DELETE", f"appraisal.rate:{scope}", told),
                )
            ),
            # calibrated, or changed by an appeal
            (
                "UPDATE",
                "appraisal.run",
                f"side = 'superior' AND {_OF_OTHERS}",
                f"side = 'superior' AND {_OF_OTHERS}"
                f" AND (changed_by_id = {_ME} OR cf.took_over(id, 'changed_by', changed_by_id, mark))",
            ),
            # taken along into a correction of what was locked
            (
                "INSERT",
                "appraisal.run",
                "",
                "EXISTS (SELECT 1 FROM appraisal_period p WHERE p.id = period_id AND p.replaces_id IS NOT NULL)",
            ),
        )
    ),
    "frozen_case": Rule((("SELECT", "appraisal.see", f"{_SHEET})"), ("INSERT", "appraisal.run", "", "true"))),
    # nobody excuses a case without the approval of just this one
    "excuse": Rule(
        (
            *(("SELECT", f"appraisal.see:{scope}", held) for scope, held in _SCOPES),
            ("INSERT", "appraisal.see", "", _APPROVED),
            ("INSERT", "appraisal.run", "", f"owner_id <> {_ME} AND {_FOUND}"),
            # a withdrawal is taken back for just the case that was left out
            ("UPDATE", "appraisal.see", f"deputy_id = {_ME}", f"withdrawn_at IS NOT NULL OR {_STANDS}"),
            (
                "UPDATE",
                "appraisal.run",
                f"owner_id <> {_ME}",
                f"withdrawn_at IS NOT NULL OR owner_id <> {_ME} AND ({_STANDS} OR {_FOUND})",
            ),
        )
    ),
    "appeal": Rule(
        (
            ("SELECT", "appraisal.see", f"{_SHEET})"),
            (
                "INSERT",
                "appraisal.see",
                "",
                f"{_SHEET} AND s.owner_id = {_ME} AND s.published_at IS NOT NULL)"
                " AND decided_by_id IS NULL AND decided_at IS NULL AND verdict = ''",
            ),
            ("UPDATE", "appraisal.see", f"decided_at IS NULL AND {_OF_ME}", f"decided_at IS NULL AND {_OF_ME}"),
            ("UPDATE", "appraisal.run", _UNINVOLVED, f"coalesce(decided_by_id, {_ME}) = {_ME}"),
        )
    ),
    # who entered a value reads what was found of it; nobody finds that of his own
    "field_check": Rule(
        (
            ("SELECT", "user", f"author_id = {_ME} OR {_FILE}"),
            ("SELECT", "appraisal.see:all", "true"),
            (
                "INSERT",
                "clients.review clients.enter clients.edit",
                "",
                f"draw_id IS NULL AND by_id = {_ME} AND author_id <> {_ME} AND {_FILE}",
            ),
            ("INSERT", "appraisal.run", "", "draw_id IS NOT NULL AND by_id IS NULL AND verdict = ''"),
            (
                "UPDATE",
                "clients.review clients.enter clients.edit",
                f"author_id <> {_ME} AND {_FILE} AND coalesce(by_id, {_ME}) = {_ME}",
                # or taken back, as if nobody had looked yet
                f"author_id <> {_ME} AND (by_id = {_ME} OR by_id IS NULL AND at IS NULL AND verdict = '')",
            ),
        )
    ),
    # how all files stand is noted by whoever runs appraisals and sees them all
    "file_span": Rule(
        (
            ("SELECT", "user", f"person_id = {_ME} OR {_FILE}"),
            ("SELECT", "appraisal.see:all", "true"),
            ("INSERT", "appraisal.run", "", "true"),
            ("UPDATE", "appraisal.run", "true", "true"),
            ("DELETE", "appraisal.run", "last_on IS NULL"),
        )
    ),
    # nobody enters what counts for himself
    "own_score": Rule(
        (
            *(("SELECT", f"appraisal.see:{scope}", held) for scope, held in _SCOPES),
            ("INSERT", "appraisal.rate:all", "", _BY_ME_OF_OTHERS),
            (
                "INSERT",
                "appraisal.rate:department",
                "",
                f"{_BY_ME_OF_OTHERS} AND department_id = (SELECT cf.department())",
            ),
            ("UPDATE", "appraisal.rate", f"owner_id <> {_ME} AND by_id = {_ME}", "withdrawn_at IS NOT NULL"),
            ("UPDATE", "appraisal.run", f"owner_id <> {_ME}", "withdrawn_at IS NOT NULL"),
        )
    ),
    "appraisal_print": Rule(
        (
            ("SELECT", "appraisal.see", f"sheet_id IS NULL OR {_SHEET})"),
            ("INSERT", "appraisal.see", "", f"by_id = {_ME} AND (sheet_id IS NULL OR {_SHEET}))"),
            ("UPDATE", "appraisal.run", "true", "true"),
        )
    ),
}
