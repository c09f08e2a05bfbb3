"""The numbers and choices an office sets for itself, each with the default its rule book names."""

from collections.abc import Mapping

from desktop.i18n import N_
from desktop.rules.clients import CODE_PATTERN, CONSENT_FIELDS, UPDATE_DAYS
from desktop.rules.owners import OWNERS_COUNT
from desktop.rules.values import dataclass


@dataclass(frozen=True, slots=True)
class SettingSpec:
    name: str
    label: str
    default: object
    rule: str = ""  # the rule it belongs to, as CL-7
    shown: bool = True  # in the table of rule numbers
    low: int = 1  # numbers only: what can stand
    high: int = 3660


SPECS: tuple[SettingSpec, ...] = (
    SettingSpec("office_id", "", "", shown=False),
    SettingSpec("office_name", N_("Name of the office"), "", shown=False),
    SettingSpec("office_address", N_("Address of the office"), "", shown=False),
    SettingSpec("office_postcode", N_("Postcode"), "", shown=False),
    SettingSpec("kind", N_("Kind of office"), "restaurant", shown=False),
    SettingSpec("language", N_("Language of the office"), "zh_CN", shown=False),
    SettingSpec("time_zone", N_("Time zone"), "Asia/Shanghai", shown=False),
    SettingSpec("sample", "", False, shown=False),
    SettingSpec("recovery_sheet", "", False, shown=False),
    SettingSpec("recovery_key", "", "", shown=False),
    SettingSpec("recovery_seed", "", {}, shown=False),
    SettingSpec("powers_reported", "", "", shown=False),
    SettingSpec("keys_due", "", [], shown=False),
    SettingSpec("file_key_due", "", False, shown=False),
    SettingSpec("left_departments", "", {}, shown=False),
    SettingSpec("features", N_("Features"), [], shown=False),
    SettingSpec("sensitive_fields", N_("Fields that are off by default"), [], shown=False),
    SettingSpec("code_pattern", N_("Pattern of the client code"), CODE_PATTERN, "CL-3"),
    SettingSpec("code_next", "", 1, shown=False),
    SettingSpec("update_days_A", N_("Look through files of class A after (days)"), UPDATE_DAYS["A"], "CL-7"),
    SettingSpec("update_days_B", N_("Look through files of class B after (days)"), UPDATE_DAYS["B"], "CL-7"),
    SettingSpec("update_days_C", N_("Look through files of class C after (days)"), UPDATE_DAYS["C"], "CL-7"),
    SettingSpec("update_days_D", N_("Look through files of class D after (days)"), UPDATE_DAYS["D"], "CL-7"),
    SettingSpec("class_preset", N_("Rules of the classes"), "", "CL-10", shown=False),
    SettingSpec("class_reading", N_("How visits are ranked"), "others", "CL-10", shown=False),
    SettingSpec("class_by_unit", N_("Spend and visits count per unit"), False, "CL-10", shown=False),
    SettingSpec("class_a_ranks", N_("Class A: ranks by spend from 1 to"), 15, "CL-10", high=1_000_000),
    SettingSpec("class_b_ranks", N_("Class B: ranks by spend up to"), 30, "CL-10", high=1_000_000),
    SettingSpec("class_visit_ranks", N_("Class B: ranks by visits from 1 to"), 15, "CL-10", high=1_000_000),
    SettingSpec("class_power", N_("Class C: spend in the quarter of at least (yuan)"), 1, "CL-10", high=10**9),
    SettingSpec("class_a_share", N_("Sales, class A: makes (% of sales)"), 70, "CL-10", high=100),
    SettingSpec("class_b_share", N_("Sales, class B: makes together with A (% of sales)"), 90, "CL-10", high=100),
    SettingSpec("class_lost_quarters", N_("Lost: quarters before that are looked at"), 2, "CL-10", high=12),
    SettingSpec("class_lost_visits", N_("Lost: regular custom means visits of at least"), 1, "CL-10", high=1000),
    SettingSpec(
        "collect_per_head",
        N_("Collect about parties whose food a head is more than (yuan)"),
        300,
        "CO-1",
        high=1_000_000,
    ),
    SettingSpec("reviews_a_week", N_("Reviews of what was collected a week, at least"), 2, "CO-6", high=14),
    SettingSpec("card_hours", N_("Accepted facts are on the client's card within (hours)"), 24, "CO-7", high=720),
    SettingSpec("card_read_minutes", N_("Servers have read a card within (minutes)"), 5, "CO-10", high=240),
    SettingSpec(
        "seen_months_allergies",
        N_("Ask again for allergies that nobody has seen for (months; 0: never)"),
        0,
        "CO-11",
        low=0,
        high=120,
    ),
    SettingSpec(
        "seen_months_taboos",
        N_("Ask again for taboos that nobody has seen for (months; 0: never)"),
        0,
        "CO-11",
        low=0,
        high=120,
    ),
    SettingSpec(
        "seen_months_likes",
        N_("Ask again for dishes, drinks and cigarettes not seen for (months; 0: never)"),
        0,
        "CO-11",
        low=0,
        high=120,
    ),
    SettingSpec(
        "seen_months_wishes",
        N_("Ask again for wishes of seat and room not seen for (months; 0: never)"),
        0,
        "CO-11",
        low=0,
        high=120,
    ),
    SettingSpec(
        "seen_months_habits",
        N_("Ask again for habits that nobody has seen for (months; 0: never)"),
        0,
        "CO-11",
        low=0,
        high=120,
    ),
    SettingSpec("contact_persons", N_("Contact persons of an important or promising client"), 2, "CL-9", high=20),
    SettingSpec("owners_count", OWNERS_COUNT, True, "CL-9", shown=False),
    SettingSpec("first_contact_days", N_("First contact after a transfer within (working days)"), 3, "CL-9", high=60),
    SettingSpec("letter_handover_zh_CN", N_("Letter about a transfer, Chinese"), "", "CL-9", shown=False),
    SettingSpec("letter_handover_en", N_("Letter about a transfer, English"), "", "CL-9", shown=False),
    SettingSpec(
        "answer_phone",
        N_("First answer to a call to be returned within (working minutes; 0: off, the rule books name none)"),
        0,
        "CM-2",
        low=0,
        high=100_000,
    ),
    SettingSpec(
        "answer_chat",
        N_("First answer to a chat message within (working minutes; 0: off, the rule books name none)"),
        0,
        "CM-2",
        low=0,
        high=100_000,
    ),
    SettingSpec(
        "answer_sms",
        N_("First answer to a text message within (working minutes; 0: off, the rule books name none)"),
        0,
        "CM-2",
        low=0,
        high=100_000,
    ),
    SettingSpec(
        "answer_email",
        N_("First answer to an e-mail message within (working minutes; 0: off, the rule books name none)"),
        0,
        "CM-2",
        low=0,
        high=100_000,
    ),
    SettingSpec(
        "answer_letter",
        N_("First answer to a letter within (working minutes; 0: off, the rule books name none)"),
        0,
        "CM-2",
        low=0,
        high=100_000,
    ),
    SettingSpec(
        "answer_fax",
        N_("First answer to a fax within (working minutes; 0: off, the rule books name none)"),
        0,
        "CM-2",
        low=0,
        high=100_000,
    ),
    SettingSpec(
        "answer_social",
        N_("First answer to a message on social media within (working minutes; 0: off, the rule books name none)"),
        0,
        "CM-2",
        low=0,
        high=100_000,
    ),
    SettingSpec(
        "answer_files",
        N_("First answer to a file transfer within (working minutes; 0: off, the rule books name none)"),
        0,
        "CM-2",
        low=0,
        high=100_000,
    ),
    SettingSpec(
        "answer_class_A",
        N_("First answer to a client of class A within (working minutes; 0: as by its channel)"),
        0,
        "CM-2",
        low=0,
        high=100_000,
    ),
    SettingSpec(
        "answer_class_B",
        N_("First answer to a client of class B within (working minutes; 0: as by its channel)"),
        0,
        "CM-2",
        low=0,
        high=100_000,
    ),
    SettingSpec(
        "answer_class_C",
        N_("First answer to a client of class C within (working minutes; 0: as by its channel)"),
        0,
        "CM-2",
        low=0,
        high=100_000,
    ),
    SettingSpec(
        "answer_class_D",
        N_("First answer to a client of class D within (working minutes; 0: as by its channel)"),
        0,
        "CM-2",
        low=0,
        high=100_000,
    ),
    SettingSpec("reminder_days", N_("Remind of anniversaries (days ahead)"), 7, "CL-5", high=366),
    SettingSpec("export_limit", N_("Clients exported at once without approval, at most"), 200, "AC-6", high=1_000_000),
    SettingSpec("consent_asked", N_("Sensitive values wait for a consent of their own"), True, "AC-7", shown=False),
    SettingSpec("consent_fields", "", list(CONSENT_FIELDS), "AC-7", shown=False),
    SettingSpec(
        "request_days", N_("Answer clients' requests within (working days; 0: no date)"), 0, "AC-7", low=0, high=365
    ),
    SettingSpec("confirm_days", N_("Confirm what was done without approval within (working days)"), 3, "AC-6", high=60),
    SettingSpec(
        "mark_confidential", N_("What is marked confidential from now on is read from level"), 1, "AC-5", high=3
    ),
    SettingSpec("mark_secret", N_("What is marked secret from now on is read from level"), 2, "AC-5", high=3),
    SettingSpec("mark_top_secret", N_("What is marked top secret from now on is read from level"), 3, "AC-5", high=3),
    SettingSpec("lent_hours", N_("What was asked for and approved stays open for (hours)"), 8, "AC-10", high=720),
    SettingSpec("lent_days", N_("A locked document is asked for, for at most (days)"), 14, "AC-10", high=90),
    SettingSpec(
        "pledge_months",
        N_("Confidentiality pledge renewed every (months; 0: not asked for)"),
        12,
        "AC-9",
        low=0,
        high=120,
    ),
    SettingSpec("conduct_days", N_("Unusual conduct: days that are looked back"), 7, "SA-2", high=90),
    SettingSpec(
        "conduct_taken_out",
        N_("Unusual: clients exported or printed by one person in a day, more than"),
        200,
        "SA-2",
        high=1_000_000,
    ),
    SettingSpec(
        "conduct_reads", N_("Unusual: sealed values read by one person in a day, more than"), 30, "SA-2", high=10_000
    ),
    SettingSpec(
        "conduct_refused", N_("Unusual: failed sign-ins of one account in a day, at least"), 5, "SA-2", high=1000
    ),
    SettingSpec("conduct_from", N_("Unusual: at work from (hour; both equal: never)"), 0, "SA-2", low=0, high=23),
    SettingSpec("conduct_until", N_("Unusual: at work until (hour)"), 0, "SA-2", low=0, high=23),
    SettingSpec("conduct_leaver_days", N_("Unusual: a leaver's last days that are looked at"), 7, "SA-2", high=90),
    SettingSpec("audit_months", N_("An audit round every (months)"), 1, "SA-1", high=12),
    SettingSpec("incident_contain_hours", N_("Incident: contain it within (hours; 0: no deadline)"), 0, "SA-4", low=0),
    SettingSpec("incident_assess_hours", N_("Incident: assess it within (hours; 0: no deadline)"), 0, "SA-4", low=0),
    SettingSpec("incident_notify_hours", N_("Incident: notify within (hours; 0: no deadline)"), 0, "SA-4", low=0),
    SettingSpec("incident_learn_hours", N_("Incident: learn from it within (hours; 0: no deadline)"), 0, "SA-4", low=0),
    SettingSpec("scan_months", N_("A security scan every (months)"), 3, "SA-6", high=12),
    SettingSpec("station_days", N_("Point out computers that were not seen for (days)"), 30, "SA-6", high=366),
    SettingSpec("unused_days", N_("Point out accounts that were not used for (days)"), 90, "SA-6", high=1000),
    SettingSpec("backup_days", N_("Warn when no backup was proved for (days)"), 3, "SA-3", high=366),
    SettingSpec("backup_daily", N_("Backups kept: one a day for the last (days)"), 7, "SA-3", high=366),
    SettingSpec("backup_weekly", N_("Backups kept: one a week for the last (weeks)"), 5, "SA-3", high=520),
    SettingSpec("backup_monthly", N_("Backups kept: one a month for the last (months)"), 12, "SA-3", high=240),
    SettingSpec("backup_yearly", N_("Backups kept: one a year for the last (years)"), 3, "SA-3", high=100),
    SettingSpec("case_pattern", N_("Pattern of the case number"), "C{year}-{number:4}", "SV-1"),
    SettingSpec("case_consultation_hours", N_("Answer consultations within (working hours)"), 4, "SV-1", high=1000),
    SettingSpec("case_complaint_hours", N_("Handle complaints within (hours on the clock)"), 48, "SV-2", high=2000),
    SettingSpec("case_callback_days", N_("Call the client back after (days)"), 7, "SV-2", low=0, high=366),
    SettingSpec("case_report_hours", N_("Report a skipped level within (hours)"), 24, "SV-2", high=720),
    SettingSpec(
        "remedy_free", N_("Remedy granted without approval, at most (yuan; 0: none)"), 0, "SV-2", low=0, high=10**7
    ),
    SettingSpec("case_kinds", N_("The office's own kinds of cases"), [], "SV-7", shown=False),
    SettingSpec(
        "reception_minutes",
        N_("Remind the host while a visitor waits, every (minutes; 0: never)"),
        0,
        "RE-3",
        low=0,
        high=240,
    ),
    SettingSpec("reception_table", N_("What each grade of visitor is offered"), {}, "RE-2", shown=False),
    SettingSpec("reception_zones", N_("Zones closed to visitors"), [], "RE-4", shown=False),
    SettingSpec("order_pattern", N_("Pattern of the order number"), "D{year}{month}-{number:4}", "OR-1"),
    SettingSpec("order_important", N_("Watch orders of at least (yuan; 0: off)"), 0, "OR-1", low=0, high=10**9),
    SettingSpec(
        "order_approval", N_("Orders approved by the supervisor from (yuan; 0: off)"), 0, "OR-1", low=0, high=10**9
    ),
    SettingSpec("order_late_hours", N_("Orders entered late after (hours; 0: off)"), 0, "OR-1", low=0, high=10**4),
    SettingSpec("visit_report_hours", N_("Report a visit within (hours on the clock)"), 24, "CM-5", high=720),
    SettingSpec(
        "lead_invite_minutes", N_("Invite a visitor of the website again who stays over (minutes)"), 1, "CM-6", high=240
    ),
    SettingSpec("folder_template", N_("Folders of a client's file"), [], "DO-1", shown=False),
    SettingSpec("office_folder_template", N_("Folders of the office"), [], "DO-1", shown=False),
    SettingSpec("archive_days_a", N_("Agent A hands a file to agent B within (working days)"), 3, "DO-4", high=60),
    SettingSpec("archive_days_b", N_("Agent B hands a file to the archive within (working days)"), 2, "DO-4", high=60),
    SettingSpec("inspect_internal_days", N_("The archive is inspected every (days; 0: never)"), 90, "DO-9", low=0),
    SettingSpec(
        "inspect_external_days", N_("The archive is audited from outside every (days; 0: never)"), 365, "DO-9", low=0
    ),
    SettingSpec("archive_pattern", N_("Pattern of the archive number"), CODE_PATTERN, "DO-3"),
    SettingSpec("archive_fonds", N_("Fonds code of the archive number"), "", "DO-3"),
    SettingSpec("archive_lists", N_("What each kind of archive file must hold"), {}, "DO-3", shown=False),
    SettingSpec("document_terms", N_("How long papers outside the archive are kept"), {}, "DO-7", shown=False),
    SettingSpec("destroy_after_days", N_("Carry out an approved destruction after (days)"), 30, "DO-7", low=0),
    SettingSpec("borrowing_table", N_("Who may borrow what from the archive"), [], "DO-6", shown=False),
    SettingSpec("document_kinds", N_("The office's own kinds of documents"), [], "DO-1", shown=False),
    SettingSpec("seating_house", N_("Places of honour of the house"), {}, "SE-1", shown=False),
    SettingSpec("moved_to", "", {}, shown=False),
    SettingSpec("restored_from", "", {}, shown=False),
    SettingSpec("signed_as", "", "", shown=False),
    SettingSpec("approval_days", N_("An approval may be used for (working days)"), 3, "AC-6", high=60),
)

DEFAULTS: Mapping[str, object] = {spec.name: spec.default for spec in SPECS}
