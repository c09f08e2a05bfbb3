"""The office's own numbers and choices: read with their defaults, changed with a check, recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from desktop.i18n import LANGUAGES, N_
from desktop.models.office import Person, Setting
from desktop.rules import borrowing, call_lists, cases, documents, features, letters, reception
from desktop.rules.archive import Section
from desktop.rules.archive_numbers import Term, check_pattern
from desktop.rules.classes import Preset, Reading
from desktop.rules.clients import CLIENTS, check_code_pattern
from desktop.rules.errors import BadEntry, Label
from desktop.rules.rights import Right
from desktop.rules.settings import SPECS, SettingSpec
from desktop.rules.text import check_length, tidy
from desktop.rules.words import OfficeKind
from desktop.services import signing
from desktop.services.work import Work

TOPIC = "settings"
PLEDGE = "pledge_months"
SENSITIVE = N_(
    "Sensitive: enter it only with the client's own consent to just this. It lies sealed, only who holds the key to ID "
    "numbers and a right of its own reads it, and it is never printed on a card."
)
_SPECS: Mapping[str, SettingSpec] = {spec.name: spec for spec in SPECS}


@dataclass(frozen=True, slots=True)
class SettingLine:
    """One row of the table of rule numbers. `changed_at` is None while the rule book's default holds."""

    name: str
    label: str
    rule: str
    value: object
    default: object
    changed_at: datetime | None
    changed_by: str


@dataclass(frozen=True, slots=True)
class FeatureLine:
    key: str
    label: str
    sentence: str
    on: bool


@dataclass(frozen=True, slots=True)
class OffFieldLine:
    """A field of the rule books that stays off until the office switches it on. Label and sentence are message ids."""

    name: str
    label: str
    sentence: str
    on: bool


def list_rule_numbers(work: Work) -> tuple[SettingLine, ...]:
    """Every number of the rule books, with the office's value, the default, since when and by whom."""
    stored = {row.name: row for row in work.visible(Setting)}
    names = {person.id: person.name for person in work.visible(Person)}
    lines = []
    for spec in SPECS:
        if spec.shown:
            row = stored.get(spec.name)
            value = row.value if row else spec.default
            by = names.get(row.changed_by, "") if row else ""
            lines.append(
                SettingLine(spec.name, spec.label, spec.rule, value, spec.default, row.changed_at if row else None, by)
            )
    return tuple(lines)


def change_setting(work: Work, name: str, value: object) -> None:
    """Sets one value. Raises BadEntry (field = name) if it can't stand, NotAllowed without the right."""
    work.require(Right.RUN_OFFICE)
    checked = _checked(name, value)
    # what guards levels 2 and 3 counts as it was signed, whatever another program writes into the table
    signed = name == PLEDGE and signing.say_pledge(work, int(str(checked)))
    _store(work, name, checked, anew=signed)


def reset_setting(work: Work, name: str) -> None:
    """Lets the rule book's default hold again."""
    work.require(Right.RUN_OFFICE)
    _checked(name, _SPECS[name].default if name in _SPECS else None)
    signed = name == PLEDGE and signing.say_pledge(work, int(str(_SPECS[name].default)))
    row = work.visible(Setting).where(Setting.name == name).get_or_none()
    if row is None and not signed:
        return
    before = row.value if row is not None else None
    # writing path: settings have names, not ids; `_note` journals them
    Setting.delete().where(Setting.name == name).execute()
    _note(work, name, before, None)
    work.record(TOPIC, "reset", setting=name)


def list_features(work: Work) -> tuple[FeatureLine, ...]:
    """Every part of the program that can be switched, as this office has it."""
    on = features.switched_on(OfficeKind.of(work.settings["kind"]), _stored(work, "features") or [])
    work.visible(Setting)
    return tuple(FeatureLine(f.key, f.label, f.sentence, f.key in on) for f in features.FEATURES)


def switch_feature(work: Work, key: str, on: bool) -> None:
    """Shows or hides a part of the program; its data stays."""
    work.require(Right.RUN_OFFICE)
    if key not in features.KEYS:
        raise BadEntry(N_("There is no setting {name}."), "features", name=key)
    _store(work, "features", features.switch(_stored(work, "features") or [], key, on))


def list_off_fields(work: Work) -> tuple[OffFieldLine, ...]:
    """The fields that are off by default because they are sensitive, as this office has them (decision 7)."""
    on = set(_stored(work, "sensitive_fields") or [])
    return tuple(OffFieldLine(f.name, f.label, SENSITIVE, f.name in on) for f in CLIENTS.fields if f.off)


def switch_off_field(work: Work, name: str, on: bool) -> None:
    """Brings such a field into forms and imports, or takes it out; what was entered stays sealed in the files.

    Raises BadEntry for any other field, NotAllowed.
    """
    work.require(Right.RUN_OFFICE)
    if name not in CLIENTS or not CLIENTS[name].off:
        raise BadEntry(N_("“{name}” is no field that can be switched on or off."), "sensitive_fields", name=name)
    # names a newer program knows are kept
    others = [held for held in _stored(work, "sensitive_fields") or [] if held != name]
    _store(work, "sensitive_fields", sorted([*others, name]) if on else others, field=name, on=on)


def _stored(work: Work, name: str) -> list[str] | None:
    row = work.visible(Setting).where(Setting.name == name).get_or_none()
    return row.value if row else None


def _store(work: Work, name: str, value: object, *, anew: bool = False, **facts: object) -> None:
    row = work.visible(Setting).where(Setting.name == name).get_or_none()
    before = row.value if row else None
    if row is not None and before == value and not anew:
        return
    if row is None:
        # writing path: settings have names, not ids; `_note` journals them
        Setting.create(name=name, value=value, changed_at=work.now, changed_by=work.me.id, force_insert=True)
    else:
        # writing path: settings have names, not ids; `_note` journals them
        Setting.update(value=value, changed_at=work.now, changed_by=work.me.id).where(Setting.name == name).execute()
    _note(work, name, before, value)
    work.record(TOPIC, "change", None, setting=name, **facts)


def _note(work: Work, name: str, before: object, after: object) -> None:
    # settings have names, not ids; the journal files them under the office's own id
    work.journal_many("setting", [(UUID(str(work.settings["office_id"])), {name: [before, after]})])


def _checked(name: str, value: object) -> object:
    spec = _SPECS.get(name)
    check = _CHECKS.get(name)
    if spec is None or (check is None and not (spec.shown and isinstance(spec.default, int))):
        raise BadEntry(N_("There is no setting {name}."), name, name=name)
    if check is not None:
        return check(name, value)
    return _number(spec, value)


def _number(spec: SettingSpec, value: object) -> int:
    refusal = BadEntry(N_("“{label}” takes a whole number from {low} to {high}."), spec.name,
                       label=Label(spec.label), low=spec.low, high=spec.high)  # fmt: skip
    try:
        number = int(str(value).strip())
    except ValueError:
        raise refusal from None
    if not spec.low <= number <= spec.high:
        raise refusal
    return number


def _code_pattern(name: str, value: object) -> str:
    pattern = tidy(str(value))
    check_code_pattern(pattern)
    return pattern


def _archive_pattern(name: str, value: object) -> str:
    pattern = tidy(str(value))
    check_pattern(pattern)
    return pattern


def _archive_lists(name: str, value: object) -> dict[str, dict[str, list[str]]]:
    """The papers that every file of a category holds, by section; a star behind one: it must be signed."""
    if not isinstance(value, dict):
        raise BadEntry(N_("A list of kinds is expected."), name)
    return {
        check_length(tidy(str(category)), 20, name): {
            Section.of(section).value: [
                paper
                for paper in (check_length(tidy(str(each)), 200, name) for each in papers)
                if paper.removesuffix("*")
            ]
            for section, papers in sections.items()
        }
        for category, sections in value.items()
    }


def _document_terms(name: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise BadEntry(N_("A list of kinds is expected."), name)
    try:
        return {str(kind): Term.of(term).value for kind, term in value.items()}
    except KeyError:
        raise BadEntry(N_("Choose one of the periods offered."), name) from None


def _borrowing_table(name: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise BadEntry(N_("A list of kinds is expected."), name)
    borrowing.read_table(value)
    return value


def _case_kinds(name: str, value: object) -> list[dict[str, object]]:
    if not isinstance(value, list):
        raise BadEntry(N_("A list of kinds is expected."), name)
    return cases.kinds_to_store(cases.read_kinds(value))


def _extensions(name: str, value: object) -> dict[str, str]:
    """Each colleague's telephone extension by his id; nobody shares one, or calls would be told as somebody else's."""
    if not isinstance(value, dict):
        raise BadEntry(N_("A list of extensions is expected."), name)
    kept = {str(UUID(str(person))): call_lists.extension_of(str(number)) for person, number in value.items()
            if str(number).strip()}  # fmt: skip
    if not all(kept.values()):
        raise BadEntry(N_("An extension has up to {most} digits."), name, most=call_lists.LONGEST_EXTENSION)
    if len(set(kept.values())) < len(kept):
        raise BadEntry(N_("Two colleagues have the same extension."), name)
    return kept


def _office_name(name: str, value: object) -> str:
    text = tidy(str(value))
    if not text or len(text) > 60:
        raise BadEntry(N_("Enter a name of at most {most} characters."), name, most=60)
    return text


def _line_of_text(name: str, value: object) -> str:
    """Empty where the office gives none."""
    return check_length(tidy(str(value)), _LINE_LIMITS[name], name)


def _language(name: str, value: object) -> str:
    if value not in LANGUAGES:
        raise BadEntry(N_("Choose one of the languages offered."), name)
    return str(value)


def _time_zone(name: str, value: object) -> str:
    if value not in available_timezones():
        raise BadEntry(N_("There is no time zone {zone}. It reads like Asia/Shanghai."), name, zone=value)
    return str(value)


def _preset(name: str, value: object) -> str:
    """Empty: as the kind of office has it."""
    if value not in ("", *Preset):
        raise BadEntry(N_("Choose one of the rules offered."), name)
    return str(value)


def _reading(name: str, value: object) -> str:
    if value not in tuple(Reading):
        raise BadEntry(N_("Choose one of the readings offered."), name)
    return str(value)


def _switch(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise BadEntry(N_("This is on or off."), name)
    return value


def _letter(name: str, value: object) -> str:
    """Empty: the template that comes along."""
    return letters.checked(str(value or ""), name)


def _house(name: str, value: object) -> dict[str, list[str]]:
    """`two_hosts/8` → the role of each seat; whether roles fit the etiquette its own verb has asked."""
    if not isinstance(value, dict) or not all(
        isinstance(key, str) and key.partition("/")[2].isdecimal() and isinstance(row, list)
        and all(isinstance(code, str) for code in row) for key, row in value.items()
    ):  # fmt: skip
        raise BadEntry(N_("A number of seats and the role of each seat are expected."), name)
    return value


def _folders(name: str, value: object) -> list[str]:
    """Paths such as `04 Projects/Offers`; none: the folders that come along."""
    if not isinstance(value, list):
        raise BadEntry(N_("A list of folders is expected."), name)
    return documents.checked_template(value, name)


def _kinds(name: str, value: object) -> list[str]:
    if not isinstance(value, list):
        raise BadEntry(N_("A list of kinds is expected."), name)
    return documents.checked_kinds(value)


_LINE_LIMITS = {"office_address": 200, "office_postcode": 12, "archive_fonds": 20}
_CHECKS: Mapping[str, Callable[[str, object], object]] = {
    "code_pattern": _code_pattern,
    "case_pattern": _code_pattern,
    "order_pattern": _code_pattern,
    "discipline_pattern": _code_pattern,
    "fines_on": _switch,
    "discipline_points": _switch,
    "case_kinds": _case_kinds,
    "reception_table": lambda _name, value: reception.read_table(value),
    "reception_zones": lambda _name, value: reception.stored_zones(reception.read_zones(value)),
    "extensions": _extensions,
    "archive_pattern": _archive_pattern,
    "archive_fonds": _line_of_text,
    "archive_lists": _archive_lists,
    "borrowing_table": _borrowing_table,
    "document_terms": _document_terms,
    "office_name": _office_name,
    "office_address": _line_of_text,
    "office_postcode": _line_of_text,
    "language": _language,
    "time_zone": _time_zone,
    "class_preset": _preset,
    "class_reading": _reading,
    "class_by_unit": _switch,
    "owners_count": _switch,
    "consent_asked": _switch,
    "letter_handover_zh_CN": _letter,
    "letter_handover_en": _letter,
    "seating_house": _house,
    "folder_template": _folders,
    "office_folder_template": _folders,
    "document_kinds": _kinds,
}
