"""Takes an operation apart into what can be undone by itself, each part with what stands in its way (CL-11)."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.base import Filed, Table, Through
from desktop.models.clients import Client, ValueReview
from desktop.models.field_checks import FieldCheck
from desktop.models.office import Person
from desktop.rules.words import ReviewState
from desktop.services import blocks, journals, undo_consents
from desktop.services.history_words import Words
from desktop.services.journals import Trace
from desktop.services.undo_hindrances import ROWS, Hindrances
from desktop.services.undo_parts import DERIVED, SEALED, TABLES, Deed, Part, Step, key_of
from desktop.services.undo_rows import Rows
from desktop.services.work import Work

# Columns that only make sense together
_TOGETHER = {"department": "owner", "merged_into": "withdrawn_at", "client_identity.id_number_index": "id_number"}


class Anatomy:
    """An operation taken apart. Rows are got through `work`, so what may not be seen raises NotFound.

    `require` asks for the right to a part before it is judged, for which a server lets nobody else read; `step` is
    called for each row that was read and each part that was judged.
    """

    def __init__(self, work: Work, traces: Sequence[Trace], words: Words, require: Callable[[Part], None],
                 step: Callable[[], object] = lambda: None) -> None:  # fmt: skip
        self._words = words
        self._rows = Rows(work, traces)
        self._parts: dict[tuple[object, str], Part] = {}
        # the step of each file, and whether it is the first of several parts that it lies in
        self._steps: dict[tuple[UUID, str], Step] = {}
        self._first: dict[UUID, Step] = {}
        rows = self._rows.of_act
        # children of a file that the operation opened go with it
        self._opened = {key for key, found in rows.items() if _table(found) is Client and found[0].kind == "create"}
        for key, found in rows.items():
            model = _table(found)
            if model is not None:
                self._take(model, key, found)
            step()
        for (_client, name), each in self._steps.items():
            self._let_reviews_go(each, self._part(each.row, name, words.field_label(name)))
        hindrances = Hindrances(work, self._rows, words)
        for part in self._parts.values():
            require(part)
        for part in self._parts.values():
            hindrances.judge(part)
            step()
        undo_consents.judge(work, self.parts)

    @property
    def parts(self) -> list[Part]:
        return list(self._parts.values())

    def _take(self, model: type[Table], key: UUID, traces: Sequence[Trace]) -> None:
        columns = journals.net(traces)
        step = Step(model, key, _deed(model, traces), {}, self._rows.row(model, key))
        if model is Client:
            self._take_client(step, columns)
            return
        values = step.row.__data__ if step.row is not None else self._rows.removed(key)
        # of what is filed, whose it is by now: a call that nobody knew was of no client before
        whose = values["client"] if isinstance(model.REACH, Through | Filed) else None
        client = self._rows.client(key_of(whose)) if whose is not None else None
        if client is not None and client.id in self._opened:
            return
        step.columns = {name: pair for name, pair in columns.items() if name in model._meta.fields}
        if model in (ValueReview, FieldCheck):
            if model is ValueReview and step.deed is Deed.CHANGE and step.row is not None:
                step.columns = self._whole(step, traces)
            field_name = self._with(client, str(values["field"]))
            self._part(client, field_name, self._words.field_label(field_name)).steps.append(step)
        elif step.columns or step.deed is not Deed.CHANGE:
            self._part(client, str(key), ROWS.get(model, N_("Entry"))).steps.append(step)

    def _with(self, client: Any, name: str) -> str:
        """The name of the part that a value's review goes with: the office's own sealed fields lie in one column."""
        field = self._words.fields.get(name)
        if field is None or not (field.own and field.sealed):
            return name
        changed = any(blocks.place(field) in trace.changes for trace in self._rows.of_act.get(client.id, ()))
        return "own" if changed else name

    def _whole(self, step: Step, traces: Sequence[Trace]) -> dict[str, list[Any]]:
        """A review stands for one value, so all of it counts: a value that was confirmed since is another matter."""
        now = journals.stored(step.row)
        after = journals.taken_back(now, self._rows.later_of(step.key)) or now
        before = journals.taken_back(after, traces) or after
        return {name: [before[name], after[name]] for name in now if name not in ("id", "version")}

    def _take_client(self, step: Step, columns: Mapping[str, list[Any]]) -> None:
        client = step.row
        if step.deed is not Deed.CHANGE:
            self._part(client, "file", N_("Whole file")).steps.append(step)
            return
        # when a file was looked through follows its other changes; alone it is the act itself
        real = set(_real(columns))
        quiet = {"looked_through_at"} if real - {"looked_through_at"} else set()
        for column, pair in columns.items():
            if column in DERIVED or column in quiet or column not in real:
                continue
            if column == "own":
                for name, values in _own_pairs(pair).items():
                    self._column(client, name, name, values)
                continue
            name = column.partition(".")[2] or column
            self._column(client, _TOGETHER.get(column, name), column, pair)
        if quiet & columns.keys():
            # with the first of the others, if nobody has looked through since
            now = journals.stored(client, ("looked_through_at",))["looked_through_at"]
            first = self._first.get(client.id)
            if first is not None and now == columns["looked_through_at"][1]:
                first.columns["looked_through_at"] = columns["looked_through_at"]

    def _column(self, client: Any, name: str, column: str, pair: list[Any]) -> None:
        step = self._steps.get((client.id, name))
        if step is None:
            step = self._steps[client.id, name] = Step(Client, client.id, Deed.CHANGE, {}, client)
            self._part(client, name, self._words.field_label(name)).steps.append(step)
            self._first.setdefault(client.id, step)
        step.columns[column] = pair

    def _let_reviews_go(self, step: Step, part: Part) -> None:
        """A sealed value from before there were reviews was given one by a step, which no journal tells of: it goes
        with the value."""
        emptied = {place for place, pair in step.columns.items() if "." in place and pair[0] is None}
        for field in self._words.fields.values() if emptied else ():
            if not (field.sealed and field.reviewed) or blocks.place(field) not in emptied:
                continue
            row = self._rows.review_of(step.key, field.name)
            waits = row is not None and row.state == ReviewState.PROVISIONAL.value
            if waits and not journals.of_rows([row.id]):
                part.steps.append(Step(ValueReview, row.id, Deed.REMOVE, {}, row))

    def _part(self, client: Any, name: str, label: str) -> Part:
        key = (client.id if client is not None else None, name)
        if key not in self._parts:
            said = {"withdrawn_at": N_("Taken out of use"), "looked_through_at": N_("Looked through"),
                    "own": N_("The office's own fields")}.get(name, label)  # fmt: skip
            self._parts[key] = Part(name, said, client)
        return self._parts[key]


def words_of(work: Work) -> Words:
    people = {row.id: row.name for row in work.visible(Person).select(Person.id, Person.name)}
    return Words(work.catalogue.by_name, people)


def _table(traces: Sequence[Trace]) -> type[Table] | None:
    return TABLES.get(traces[0].table)


def _deed(model: type[Table], traces: Sequence[Trace]) -> Deed:
    if traces[0].kind == "create":
        return Deed.WITHDRAW if "withdrawn_at" in model._meta.fields else Deed.REMOVE
    return Deed.RESTORE if traces[-1].kind == "remove" else Deed.CHANGE


def _real(columns: Mapping[str, Any]) -> Iterator[str]:
    """What lies in columns; a reason is only said in the journal."""
    return (c for c in columns if c in Client._meta.fields or c.partition(".")[0] in SEALED)


def _own_pairs(pair: Sequence[Any]) -> dict[str, list[Any]]:
    before, after = (json.loads(text or "{}") for text in pair)
    return {n: [before.get(n), after.get(n)] for n in {**before, **after} if before.get(n) != after.get(n)}
