"""Takes one act back as a whole: what it changed, whether it still stands so, and its rows as they were before."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.base import Table
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.values import dataclass
from desktop.services import journals
from desktop.services.journals import Trace
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class Deed:
    """An act: what it recorded and the number of its last record, and of each row that it changed the model, the row
    as it is now, and what became of it in the act."""

    records: Sequence[Any]
    last: int
    rows: Sequence[tuple[type[Table], Any, Sequence[Trace]]]

    @property
    def acts(self) -> list[str]:
        return sorted({record.action for record in self.records})

    @property
    def subject(self) -> UUID | None:
        """What the act was about, where it was one."""
        about = {record.subject for record in self.records}
        return about.pop() if len(about) == 1 else None


def deed_of(work: Work, operation: UUID, undoable: Collection[tuple[str, str]], models: Sequence[type[Table]],
            but: Callable[[Trace, set[str]], bool] = lambda _first, _acts: False, *, beside: bool = False
            ) -> Deed:  # fmt: skip
    """An act by its id, of which these topics and actions are taken back. `but`: rows that stay as they are, told by
    what the act did to them first and by all that it was. `beside`: it may have done something of another topic, which
    stays. Part of the verb that takes it back. Raises BadEntry for another act, NotFound for a row that I may not
    see."""
    tables: Mapping[str, type[Table]] = {model._meta.table_name: model for model in models}
    records, traces = journals.of_operation(work, operation)
    topics = {topic for topic, _action in undoable}
    told = [record for record in records if record.topic in topics and (record.topic, record.action) != _STORED]
    if len(told) < len(records) and not beside:
        told = []
    if not told or any((record.topic, record.action) not in undoable for record in told):
        raise BadEntry(N_("This is taken back where it was done."))
    acts = {record.action for record in told}
    found = [(tables[one[0].table], key, one) for key, one in journals.by_row(traces).items()
             if one[0].table in tables and not but(one[0], acts)]  # fmt: skip
    last = max(record.serial for record in records)
    return Deed(told, last, [(model, work.get(model, key, withdrawn=True), one) for model, key, one in found])


def refuse_later(deed: Deed, sentence: str, unlike: Collection[str] = ()) -> None:
    """Raises BadEntry where something was done to one of its rows since; what was done since and undone again is as if
    it had not been. `unlike`: columns that change by themselves. Part of the verb that takes it back."""
    keys = [row.id for _model, row, _told in deed.rows]
    later = journals.by_row(journals.of_rows(keys, deed.last))
    if any(journals.net(told).keys() - set(unlike) for told in later.values()):
        raise BadEntry(sentence)


def require_own(work: Work, deed: Deed) -> None:
    """Raises NotAllowed for what somebody else did. Part of the verb that takes it back."""
    if any(record.person != work.me.id for record in deed.records):
        raise NotAllowed(N_("Only whoever did this takes it back."))


def refuse_changed(deed: Deed, sentence: str) -> None:
    """Raises BadEntry where one of its rows does not stand as the act left it: so also where a server does not tell
    what colleagues did. Part of the verb that takes it back."""
    for _model, row, told in deed.rows:
        if told[0].kind == "create":
            # each change since its making has raised its version
            stands = row.version == len(told)
        else:
            left = {name: pair[1] for name, pair in journals.net(told).items()}
            stands = journals.stored(row, left) == left
        if not stands:
            raise BadEntry(sentence)


def put_back(work: Work, deed: Deed) -> Sequence[tuple[Any, Mapping[str, Any]]]:
    """Its rows stand as before, those that go first: they make room for what comes. Part of the verb that takes it
    back, which has asked the right and records; returns the rows with what was changed."""
    back = [(row, journals.loaded(model, journals.before_act(row, told, work.now))) for model, row, told in deed.rows]
    for row, values in sorted(back, key=lambda pair: pair[1].get("withdrawn_at", work.now) is None):
        work.change(row, values)
    return back


# that a content was stored is told beside what it was stored for
_STORED = ("documents", "store")
