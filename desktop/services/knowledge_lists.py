"""Questions and answers as lists show them, one with its versions, and how often each was given (SV-4)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import peewee

from desktop.models.knowledge import AnswerUse, AnswerVersion, UniformAnswer
from desktop.models.rows import among
from desktop.rules import knowledge as rules
from desktop.rules.knowledge import STATES, Draft, Order, Standing, State
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import on_file, search, search_all
from desktop.services.work import Work

MOST = 500
FOUND = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What the list is narrowed to; what is empty narrows nothing."""

    text: str = ""
    standing: Standing = Standing.APPROVED
    topic: str = ""
    order: Order = Order.TOPIC


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A question in a list. `words` are the approved ones; `overdue`: its review date has passed."""

    id: UUID
    question: str
    words: str
    topic: str
    state: State
    waiting: bool
    owner_id: UUID
    owner: str
    review_on: date | None
    overdue: bool
    uses: int
    last_used: datetime | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of an answer, with who wrote it, who judged it and what was said of it."""

    number: int
    question: str
    words: str
    topic: str
    review_on: date | None
    reason: str
    state: Draft
    by: str
    at: datetime
    judged_by: str
    judged_at: datetime | None
    said: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One question with all its versions, the newest first, and what I may do with it."""

    line: AnswerLine
    approved_by: str
    approved_at: datetime | None
    versions: tuple[VersionLine, ...]
    may_write: bool
    may_judge: bool
    may_retire: bool
    may_review: bool
    may_give: bool

    @property
    def waits(self) -> VersionLine | None:
        return next((one for one in self.versions if one.state is Draft.WAITING), None)


def answers(work: Work, wish: Wish | None = None, limit: int = MOST) -> tuple[AnswerLine, ...]:
    """The questions that a wish narrows to. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    asked = wish or Wish()
    uses = work.visible(AnswerUse).where(AnswerUse.answer == UniformAnswer.id).select(peewee.fn.COUNT(AnswerUse.id))
    order: tuple[Any, ...] = (UniformAnswer.topic, UniformAnswer.question)
    if asked.order is not Order.TOPIC:
        order = ((peewee.Desc if asked.order is Order.MOST else peewee.Asc)(uses), UniformAnswer.question)
    return shown(work, list(_narrowed(work, asked).order_by(*order).limit(limit)))


def find(work: Work, text: str, limit: int = 12) -> tuple[AnswerLine, ...]:
    """The approved answers for what is typed, most used first. Raises NotAllowed."""
    return answers(work, Wish(text, order=Order.MOST), limit)


def topics(work: Work) -> tuple[str, ...]:
    """The topics in use. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    rows = work.visible(UniformAnswer).where(UniformAnswer.topic != "").select(UniformAnswer.topic).distinct()
    return tuple(sorted(topic for (topic,) in rows.tuples()))


def answer_view(work: Work, answer_id: UUID) -> AnswerView:
    """Raises NotAllowed, NotFound."""
    row = work.get(UniformAnswer, answer_id)
    (line,) = shown(work, [row])
    kept = list(work.visible(AnswerVersion).where(AnswerVersion.answer == row.id).order_by(AnswerVersion.number.desc()))
    names = on_file.names(work, [row.approved_by_id, *(key for one in kept for key in (one.by_id, one.judged_by_id))])
    versions = tuple(
        VersionLine(one.number, one.question, one.words, one.topic, one.review_on, one.reason, Draft.of(one.state),
                    names.get(one.by_id, ""), one.at, names.get(one.judged_by_id, ""), one.judged_at, one.said)
        for one in kept
    )  # fmt: skip
    approves = work.may(Right.APPROVE_ANSWERS)
    writes = any(work.may(right) for right in (Right.ENTER_CLIENTS, Right.EDIT_CLIENTS))
    waits = next((one for one in kept if one.state == Draft.WAITING.value), None)
    return AnswerView(
        line, names.get(row.approved_by_id, ""), row.approved_at, versions, writes,
        approves and waits is not None and waits.by_id != work.me.id, approves and line.state is not State.RETIRED,
        writes and line.state is State.APPROVED and (approves or row.owner_id == work.me.id),
        writes and (approves or row.owner_id == work.me.id),
    )  # fmt: skip


def uses_in(work: Work, case_id: UUID) -> tuple[AnswerLine, ...]:
    """The answers that were given in a case. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    keys = work.visible(AnswerUse).where(AnswerUse.given_in == case_id).select(AnswerUse.answer)
    return shown(work, list(work.visible(UniformAnswer).where(UniformAnswer.id.in_(keys))))


def shown(work: Work, rows: Sequence[Any]) -> tuple[AnswerLine, ...]:
    """Lines of rows that were got through `work`, with how often each was given."""
    work.require(Right.SEE_CLIENTS)
    names, today = on_file.names(work, (row.owner_id for row in rows)), on_file.today(work)
    query = work.visible(AnswerUse).where(among(AnswerUse.answer, [row.id for row in rows])).group_by(AnswerUse.answer)
    counted = {
        key: (number, last)
        for key, number, last in query.select(
            AnswerUse.answer, peewee.fn.COUNT(AnswerUse.id), peewee.fn.MAX(AnswerUse.at)).tuples()
    }  # fmt: skip
    found = []
    for row in rows:
        state, (uses, last) = State.of(row.state), counted.get(row.id, (0, None))
        found.append(AnswerLine(
            row.id, row.question, row.answer, row.topic, state, row.waiting, row.owner_id, names.get(row.owner_id, ""),
            row.review_on, rules.is_overdue(state, row.review_on, today), uses, last,
        ))  # fmt: skip
    return tuple(found)


def _narrowed(work: Work, asked: Wish) -> Any:
    query = work.visible(UniformAnswer)
    if asked.standing in STATES:
        query = query.where(UniformAnswer.state.in_([state.value for state in STATES[asked.standing]]))
    if asked.standing is Standing.OVERDUE:
        query = query.where(UniformAnswer.review_on < on_file.today(work))
    if asked.standing is Standing.WAITING:
        query = query.where(UniformAnswer.waiting)
    if asked.topic:
        query = query.where(UniformAnswer.topic == asked.topic)
    if asked.text.strip():
        ids = search_all.matching(work, asked.text, FOUND).get(search.ANSWER, [])
        query = query.where(among(UniformAnswer.id, ids))
    return query
