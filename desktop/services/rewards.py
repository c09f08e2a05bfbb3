"""Gifts and rewards of clients, and the rules they follow; all but gifts are trade secrets (CL-14, AC-5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.rewards import Reward, RewardRule
from desktop.rules import rewards as rules
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rewards import RewardKind
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.words import ClientClass
from desktop.services import on_file
from desktop.services.work import Work

TOPIC = "clients"
# The record tells a gift from what is secret, so that a list of acts can leave the secret ones out
_ACTS = {False: ("add_gift", "correct_gift", "withdraw_gift"), True: ("grant", "correct_grant", "withdraw_grant")}
_LETTERS = ("", *(str(member.value) for member in ClientClass))


@dataclass(frozen=True, slots=True)
class RewardEntry:
    """What a client was given, as it is typed in. `amount` in fen, None where it has no price."""

    kind: RewardKind
    what: str
    on: date
    amount: int | None = None
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RewardLine:
    id: UUID
    kind: RewardKind
    what: str
    on: date
    amount: int | None
    until: date | None
    note: str
    entered_by: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """What clients of a class are given, and when; an empty letter is for all."""

    id: UUID
    letter: str
    text: str


def rewards_of(work: Work, client_id: UUID) -> tuple[RewardLine, ...]:
    """What the client was given, newest first; without the right to see terms only its gifts. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    return lines_of(work, on_file.entries(work, client, Reward))


def lines_of(work: Work, rows: Iterable[Any]) -> tuple[RewardLine, ...]:
    """Rewards that the caller has got through `work`, newest first."""
    found = sorted(rows, key=lambda row: (row.on, row.id), reverse=True)
    people = on_file.names(work, (row.entered_by_id for row in found))
    return tuple(RewardLine(row.id, RewardKind.of(row.kind), row.what, row.on, row.amount, row.until, row.note,
                            people.get(row.entered_by_id, "")) for row in found)  # fmt: skip


def add_reward(work: Work, client_id: UUID, entry: RewardEntry) -> UUID:
    """Enters a gift, or grants a reward, discount or terms. Raises BadEntry, NotAllowed, NotFound."""
    client = work.get(Client, client_id)
    _require(work, client, entry.kind)
    row = work.add(Reward(client=client.id, entered_by=work.me.id, **_checked(work, entry)))
    work.record(TOPIC, _ACTS[entry.kind.secret][0], client)
    return UUID(str(row.id))


def correct_reward(work: Work, reward_id: UUID, entry: RewardEntry, base: RewardEntry | None = None) -> None:
    """Corrects it. `base` is what the person saw. Raises BadEntry, NotAllowed, NotFound, Stale."""
    row, client = _to_change(work, reward_id)
    was = RewardKind.of(row.kind)
    _require(work, client, entry.kind)
    if entry.kind.secret is not was.secret:
        raise BadEntry(N_("A gift can't become something secret, nor the reverse: take it out and enter it anew."),
                       "kind")  # fmt: skip
    if work.change(row, _checked(work, entry), _columns(base) if base else None):
        work.record(TOPIC, _ACTS[was.secret][1], client)


def withdraw_reward(work: Work, reward_id: UUID) -> None:
    """Takes it out of use; it stays in the history."""
    row, client = _to_change(work, reward_id)
    work.withdraw(row)
    work.record(TOPIC, _ACTS[RewardKind.of(row.kind).secret][2], client)


def reward_rules(work: Work) -> tuple[RuleLine, ...]:
    """The office's rules of rewards by class, those for all first. Raises NotAllowed: they are trade secrets."""
    rows = list(work.visible(RewardRule).order_by(RewardRule.id))
    return tuple(sorted((RuleLine(row.id, row.letter, row.text) for row in rows),
                        key=lambda line: _LETTERS.index(line.letter)))  # fmt: skip


def set_rule(work: Work, letter: str, text: str, rule_id: UUID | None = None) -> UUID:
    """Adds a rule, or corrects the one with this id. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.SEE_TERMS)
    said = check_length(tidy(text, lines=True), 2000, "text")
    if letter not in _LETTERS:
        raise BadEntry(N_("There is no class {letter}."), "letter", letter=letter)
    if not said:
        raise BadEntry(N_("Say what is given, and when."), "text")
    if rule_id is None:
        row = work.add(RewardRule(letter=letter, text=said, entered_by=work.me.id))
    else:
        row = work.get(RewardRule, rule_id)
        if not work.change(row, {"letter": letter, "text": said}):
            return rule_id
    work.record(TOPIC, "set_reward_rule", row)
    return UUID(str(row.id))


def withdraw_rule(work: Work, rule_id: UUID) -> None:
    """Ends a rule; it stays in the history."""
    work.require(Right.SEE_TERMS)
    row = work.get(RewardRule, rule_id)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_reward_rule", row)


def _require(work: Work, client: Client, kind: RewardKind) -> None:
    work.require(Right.EDIT_CLIENTS, client)
    if kind.secret:
        work.require(Right.SEE_TERMS, client)


def _to_change(work: Work, reward_id: UUID) -> tuple[Any, Client]:
    row = work.get(Reward, reward_id)
    client = work.get(Client, row.client_id)
    kind = RewardKind.of(row.kind)
    if kind.secret and not work.may(Right.SEE_TERMS, client):
        raise NotFound(str(reward_id))
    _require(work, client, kind)
    return row, client


def _checked(work: Work, entry: RewardEntry) -> dict[str, object]:
    rules.check_reward(entry.amount, entry.on, entry.until, on_file.today(work))
    values = _columns(entry)
    if not values["what"]:
        raise BadEntry(N_("Say what the client was given."), "what")
    return values


def _columns(entry: RewardEntry) -> dict[str, object]:
    return {
        "kind": entry.kind.value, "what": check_length(tidy(entry.what), 200, "what"), "on": entry.on,
        "amount": entry.amount, "until": entry.until, "note": check_length(tidy(entry.note), 300, "note"),
    }  # fmt: skip
