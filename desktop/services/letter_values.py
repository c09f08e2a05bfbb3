"""What placeholders of a template stand for: for many clients at once, and never more than one may see (CM-7)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_, Translator
from desktop.models.classes import Spend
from desktop.models.office import Person
from desktop.models.rows import among
from desktop.reports.sheet import day_text
from desktop.rules import letters as rules
from desktop.rules.amounts import grouped
from desktop.rules.exports import field_text
from desktop.rules.fields import Block, Locked
from desktop.rules.letters import GENERAL, OWN, Placeholder
from desktop.rules.rights import Right
from desktop.services import anniversaries, blocks, client_value, on_file
from desktop.services.work import Work

_CHUNK = 500
NOT_SEEN = N_("You may not see this value: leave it out, or let somebody print who may.")
# What stands in a letter as the file has it; none of it waits for review, and none is sealed
_FIELDS = {"unit": "unit", "position": "position", "street": "address", "client_phone": "phone",
           "birthday": "birthday", "plate": "plate", "card_number": "card_number"}  # fmt: skip
_SUMS = frozenset({"spend", "visits", "last_visit"})
_DAYS = frozenset({"occasion", "occasion_on", "occasion_years"})


def placeholders(work: Work) -> tuple[Placeholder, ...]:
    """What a template of this office may name: the product's, then the office's own open fields. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    found = [one for one in GENERAL if _FIELDS.get(one.key, "name") in work.catalogue]
    known = set(rules.keys_of(found))
    own = [rules.own_placeholder(field.name, field.label) for field in work.catalogue.of_block(Block.OPEN)
           if field.own and not field.sensitive and not field.reviewed]  # fmt: skip
    # braces in a label would end the placeholder
    own = [one for one in own if one.zh.casefold() not in known and not set(one.zh) & set("{}｛｝\n")]
    return (*found, *own)


def keys(work: Work) -> dict[str, str]:
    """What is written between braces, and what it stands for."""
    return rules.keys_of(placeholders(work))


def values_of(work: Work, clients: Sequence[Any], wanted: Collection[str], language: Translator
              ) -> Iterator[tuple[Any, dict[str, str], frozenset[str]]]:  # fmt: skip
    """Of each of these rows what `wanted` keys stand for, and which of them are kept from me. Part of the verb that has
    got the rows through `work`."""
    work.require(Right.SEE_CLIENTS)
    today, wanted = on_file.today(work), set(wanted)
    ids = [client.id for client in clients]
    people = _people(work, clients)
    sums = _sums(work, ids, today) if wanted & _SUMS else {}
    near = anniversaries.upcoming_by_client(work, ids) if wanted & _DAYS else {}
    office = _of_office(work, language, today)
    for client in clients:
        found = dict(office)
        found |= {
            "client": client.name,
            "address": rules.addressed(client.name, client.salutation, language.language),
            "code": client.code,
        }
        owner, deputy = (people.get(key, ("", "")) for key in (client.owner_id, client.deputy_id))
        found |= {"owner": owner[0], "owner_phone": owner[1], "deputy": deputy[0]}
        kept: set[str] = set()
        own = any(key.startswith(OWN) for key in wanted)
        if own or wanted & _FIELDS.keys():
            shown = blocks.hidden(client, blocks.open_values(client, work.catalogue))
            for key in wanted:
                name = key.removeprefix(OWN) if key.startswith(OWN) else _FIELDS.get(key, "")
                if name and name in work.catalogue:
                    value = shown.get(name)
                    if isinstance(value, Locked):
                        kept.add(key)
                    else:
                        found[key] = field_text(work.catalogue[name], value, language)
        found |= _told(sums.get(client.id), language)
        if days := near.get(client.id):
            day = days[0]
            found |= {"occasion": day.label or language(day.kind_label), "occasion_on": day_text(day.on, language),
                      "occasion_years": str(day.years) if day.years else ""}  # fmt: skip
        yield client, {key: text for key, text in found.items() if key in wanted}, frozenset(kept)


def _of_office(work: Work, language: Translator, today: date) -> dict[str, str]:
    me = work.get(Person, work.me.id)
    return {"me": work.me.name, "my_phone": me.phone, "office": str(work.settings["office_name"]),
            "office_address": str(work.settings["office_address"]), "day": day_text(today, language)}  # fmt: skip


def _people(work: Work, clients: Sequence[Any]) -> dict[UUID | None, tuple[str, str]]:
    ids = {key for client in clients for key in (client.owner_id, client.deputy_id) if key is not None}
    query = work.visible(Person).where(among(Person.id, list(ids))).select(Person.id, Person.name, Person.phone)
    return {key: (name, phone) for key, name, phone in query.tuples()} if ids else {}


def _sums(work: Work, ids: Sequence[UUID], today: date) -> dict[UUID, tuple[int, int, date | None]]:
    """The spend, visits and last day of custom of the last twelve months, as a file tells its client's value."""
    found: dict[UUID, tuple[int, int, date | None]] = {}
    since, fn = today - timedelta(days=client_value.YEAR), peewee.fn
    came = peewee.Case(None, [(Spend.visits > 0, Spend.on)], None)
    for start in range(0, len(ids), _CHUNK):
        query = work.visible(Spend).where(
            among(Spend.client, ids[start : start + _CHUNK]) & (Spend.on > since) & (Spend.on <= today)
        )
        query = query.select(Spend.client, fn.SUM(Spend.amount), fn.SUM(Spend.visits), fn.MAX(came))
        for client, amount, visits, last in query.group_by(Spend.client).tuples():
            last = last if last is None or isinstance(last, date) else date.fromisoformat(str(last))
            found[client] = (int(amount or 0), int(visits or 0), last)
    return found


def _told(found: tuple[int, int, date | None] | None, language: Translator) -> Mapping[str, str]:
    if found is None:
        return {}
    amount, visits, last = found
    return {"spend": f"¥{grouped(amount)}" if amount else "", "visits": str(visits) if visits else "",
            "last_visit": day_text(last, language) if last else ""}  # fmt: skip
