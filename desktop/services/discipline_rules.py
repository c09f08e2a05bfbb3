"""The catalogue of rules on rewards and penalties: the rule books' ladders, the office's versions, and its switches."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desktop.i18n import N_
from desktop.models.discipline import DisciplineRule
from desktop.rules import discipline as rules
from desktop.rules import features
from desktop.rules.discipline import Kind, Rule
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.ids import new_id
from desktop.rules.rights import Right
from desktop.rules.words import OfficeKind
from desktop.services import discipline_reach, settings
from desktop.services.discipline_reach import TOPIC
from desktop.services.work import Work

_SHIPPED: Mapping[str, Rule] = {rule.key: rule for rule in rules.SHIPPED}


def catalogue(work: Work, *, gone: bool = False) -> tuple[Rule, ...]:
    """The rules in force, the newest version of each; with `gone` also those out of use. Rules of rewards are trade
    secrets: only who may propose reads them (AC-5). Raises NotAllowed."""
    work.require(Right.SEE_DISCIPLINE)
    found = dict(_SHIPPED)
    for row in work.visible(DisciplineRule).order_by(DisciplineRule.number):
        found[row.key] = _rule_of(row)
    on = features.switched_on(OfficeKind.of(work.settings["kind"]), work.settings["features"])
    secret = not discipline_reach.proposes(work) and not work.may(Right.DECIDE_DISCIPLINE)
    return tuple(rule for rule in found.values() if (rule.on or gone) and (not rule.feature or rule.feature in on)
                 and not (secret and rule.kind is Kind.REWARD))  # fmt: skip


def rule_of(work: Work, key: str) -> Rule:
    """The rule in force by its key. Raises NotFound, NotAllowed."""
    for rule in catalogue(work):
        if rule.key == key:
            return rule
    raise NotFound(key)


def version_of(work: Work, key: str, number: int) -> Rule | None:
    """A version of a rule as it was written, in force or not; None where it is gone or out of sight. Raises
    NotAllowed."""
    work.require(Right.SEE_DISCIPLINE)
    wanted = (DisciplineRule.key == key) & (DisciplineRule.number == number)
    row = work.visible(DisciplineRule).where(wanted).get_or_none()
    if row is not None:
        return _rule_of(row)
    shipped = _SHIPPED.get(key)
    return shipped if shipped is not None and shipped.version == number else None


def keep_rule(work: Work, rule: Rule) -> str:
    """Keeps a new rule, where it has no key yet, or a new version of one; cases that were proposed stay under the
    version of their day. Returns its key. Raises BadEntry naming the field, NotAllowed."""
    work.require(Right.DECIDE_DISCIPLINE)
    checked = rules.checked_rule(rule)
    work.alone()
    if not checked.key:
        return _keep(work, replace(checked, key=f"own-{new_id().hex[-12:]}"), 1, "add_discipline_rule")
    known = {one.key: one for one in catalogue(work, gone=True)}
    if checked.key not in known:
        raise NotFound(checked.key)
    then = known[checked.key]
    if then.version != rule.version:
        raise BadEntry(N_("Somebody else has changed this rule meanwhile: look at it again."))
    if then.kind is not checked.kind:
        raise BadEntry(N_("A rule on penalties does not become one on rewards: write a new one."), "kind")
    return _keep(work, checked, then.version + 1, "change_discipline_rule")


def _keep(work: Work, rule: Rule, number: int, act: str) -> str:
    row = work.add(DisciplineRule(
        key=rule.key, kind=rule.kind.value, number=number, title=rule.title, clause=rule.clause, text=rule.text,
        steps=rules.steps_to_json(rule.steps), by_weight=rule.by_weight, months=rule.window, exceptions=rule.exceptions,
        compensates=rule.compensates, in_use=rule.on, by=work.me.id, at=work.now,
    ))  # fmt: skip
    work.record(TOPIC, act, row, number=number)
    return rule.key


def _rule_of(row: Any) -> Rule:
    shipped = _SHIPPED.get(row.key)
    return Rule(row.key, Kind.of(row.kind), row.title, row.clause, rules.steps_from_json(row.steps), row.by_weight,
                row.months, row.exceptions, row.text, row.number, feature=shipped.feature if shipped else "",
                compensates=row.compensates, on=row.in_use)  # fmt: skip


def switch_fines(work: Work, on: bool, *, read: bool = False) -> None:
    """Lets decisions state fines, after whoever runs the office has read why that is off (decision 14); the program
    deducts nothing either way. Raises BadEntry (field `read`), NotAllowed."""
    work.require(Right.RUN_OFFICE)
    if on and not read:
        raise BadEntry(N_("Say that you have read why fines are switched off."), "read")
    settings.change_setting(work, "fines_on", on)


def switch_points(work: Work, on: bool) -> None:
    """Lets decisions change the score of an appraisal by up to ten points in all (RP-1). Raises NotAllowed."""
    work.require(Right.RUN_OFFICE)
    settings.change_setting(work, "discipline_points", on)
