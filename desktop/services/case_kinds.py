"""The kinds of cases that an office has beside the shipped ones, such as help on the road or a repair (SV-7, SV-8)."""

from desktop.i18n import N_
from desktop.rules import cases as rules
from desktop.rules.cases import CaseKind, Flow
from desktop.rules.deadlines import Kind
from desktop.rules.errors import BadEntry
from desktop.rules.ids import new_id
from desktop.rules.rights import Right
from desktop.rules.text import tidy
from desktop.services import settings
from desktop.services.work import Work


def add_kind(work: Work, label: str, flow: Flow, clock: Kind, limit: int, calls_back: bool) -> str:
    """Adds a kind with its limit in hours or working days, 0 for none. Returns its key. Raises BadEntry (fields
    `label`, `limit`), NotAllowed."""
    work.require(Right.RUN_OFFICE)
    name = rules.needed(tidy(label), "label", N_("Give the kind of case a name."), rules.LABEL_LIMIT)
    kinds = rules.kinds_of(work.settings)
    if any(name.casefold() == kind.label.casefold() for kind in kinds):
        raise BadEntry(N_("Two kinds of cases have the same name."), "label")
    if not 0 <= limit <= (366 if clock is Kind.WORKING_DAYS else rules.LONGEST):
        raise BadEntry(N_("A limit of a case is a year at most."), "limit")
    key = f"own-{new_id().hex[-12:]}"
    made = CaseKind(key, name, flow, clock, limit if clock is Kind.WORKING_DAYS else limit * 60, calls_back)
    settings.change_setting(work, "case_kinds", rules.kinds_to_store([*kinds, made]))
    return key


def remove_kind(work: Work, key: str) -> None:
    """No new case is of this kind; those that were recorded keep it, with its name and limit. Raises BadEntry,
    NotAllowed."""
    work.require(Right.RUN_OFFICE)
    if not rules.kind_of(work.settings, key).own:
        raise BadEntry(N_("The rule books' own kinds stay; their limits are among the rule numbers."), "kind")
    left = [kind for kind in rules.kinds_of(work.settings) if kind.key != key]
    settings.change_setting(work, "case_kinds", rules.kinds_to_store(left))
