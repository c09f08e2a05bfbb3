"""What a client is worth to the office, added up from its bills and never typed a second time (CL-13)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import peewee

from desktop.models.classes import Spend
from desktop.models.clients import Client
from desktop.services import on_file
from desktop.services.work import Work

YEAR = 365  # days that are looked at


@dataclass(frozen=True, slots=True)
class Value:
    """Twelve months up to today. Amounts in fen; `every_days` is how many days lie between two days of custom on
    average, None below two such days."""

    since: date
    spend: int
    visits: int
    last_on: date | None
    every_days: int | None

    @property
    def per_visit(self) -> int | None:
        return round(self.spend / self.visits) if self.visits > 0 else None


def value_of(work: Work, client_id: UUID) -> Value:
    """The spend and visits of the last twelve months. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    today = on_file.today(work)
    since = today - timedelta(days=YEAR)
    fn, came = peewee.fn, peewee.Case(None, [(Spend.visits > 0, Spend.on)], None)
    row = (
        work.visible(Spend)
        .where((Spend.client == client.id) & (Spend.on > since) & (Spend.on <= today))
        .select(fn.SUM(Spend.amount), fn.SUM(Spend.visits), fn.MIN(came), fn.MAX(came), fn.COUNT(came.distinct()))
        .tuples()
        .get()
    )
    first, last = (_day(value) for value in row[2:4])
    days = int(row[4] or 0)
    every = round((last - first).days / (days - 1)) if first and last and days > 1 else None
    return Value(since, int(row[0] or 0), int(row[1] or 0), last, every)


def _day(stored: object) -> date | None:
    """An aggregate comes as the database has it."""
    return stored if stored is None or isinstance(stored, date) else date.fromisoformat(str(stored))
