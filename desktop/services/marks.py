"""Secrecy marks on notes: the words of a marked row lie sealed in it, by the vault of the level that reads them (AC-5).

So nothing that lists, finds, counts, prints or exports rows knows them; where a word must stand, `KEPT` does. A row
keeps the level it was sealed for until it is marked anew. What it said before it was marked stays in the journal, which
the program shows no more.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Dealing
from desktop.models.competitors import CompetitorNote
from desktop.models.contacts import Contact
from desktop.models.folders import Document, DocumentVersion
from desktop.rules.errors import NotAllowed, Stale
from desktop.rules.fields import Block, Locked
from desktop.rules.rights import VAULTS
from desktop.rules.secrecy import Secrecy, level_of
from desktop.services import helping, lent, on_file, powers, sealed_texts
from desktop.services.vault import Vaults
from desktop.services.work import SignedIn, Work

# The words of each kind of note, and of documents; the first is the one that names it
WORDS: Mapping[Any, tuple[str, ...]] = {
    Contact: ("subject", "content", "result", "next_step", "persons"),
    CompetitorNote: ("competitor", "offer", "rate", "source"),
    Dealing: ("title", "content", "reason"),
    Document: ("title", "number", "tags", "note"),
    DocumentVersion: ("file_name", "note"),
}
PLACES: Mapping[str, Any] = {str(model._meta.table_name): model for model in WORDS}
KEPT = "•••"
# That a next step is owed is told, and what it is not
_TOLD = frozenset({"next_step"})


def offered(me: SignedIn, settings: Mapping[str, object]) -> tuple[Secrecy, ...]:
    """The marks that I could give: whoever can't read what is marked so can't seal it either."""
    return tuple(mark for mark in Secrecy if _reaches(me, level_of(mark, settings)))


def _reaches(me: SignedIn, level: int) -> bool:
    return level <= me.mandate.level and me.vaults.holds(VAULTS[level - 1])


def vault_of(row: Any) -> str:
    """The vault under which the words of a marked row lie."""
    return str(row.sealed).partition(":")[0]


def locks(work: Work, rows: Iterable[Any]) -> dict[UUID, Locked]:
    """How each marked row stands to me, by its id; rows without a mark are not named."""
    # of what was destroyed no words are left to be locked
    marked = [row for row in rows if row.mark and row.sealed]
    found = {row.id: _lock(work.me, row) for row in marked}
    closed = [row.id for row in marked if not found[row.id].may_open]
    if closed:
        mine = lent.rows(work.me.id, work.now, str(marked[0]._meta.table_name), closed)
        names = on_file.names(work, (row.lent_by_id for row in mine.values())) if mine else {}
        for key, row in mine.items():
            # still one that others are asked for: it is lent to be read, and not to be corrected
            found[key] = Locked(found[key].level, lent.FOR_A_TIME, may_open=True, asked_for=found[key].asked_for,
                                until=row.until, opened_by=names.get(row.lent_by_id, ""))  # fmt: skip
    day = powers.asked_on(work.me.powers, work.settings, work.now)
    return helping.named(work.me.powers, work.me.mandate, day, found)


def _lock(me: SignedIn, row: Any) -> Locked:
    block = Block(vault_of(row))
    if _reaches(me, block.level):
        return Locked(block.level, N_("Opening it is recorded."), may_open=True)
    if block.level > me.mandate.level:
        return Locked(block.level, N_("Your roles do not reach the level of information that reads this mark."),
                      asked_for=block)  # fmt: skip
    return Locked(block.level, N_("You hold no key to this vault; who holds one can grant it."), asked_for=block)


def may_change(locked: Locked | None) -> bool:
    """Whether I may correct a note with this lock: as far as its mark decides."""
    return locked is None or (locked.may_open and locked.asked_for is None)


def require_open(work: Work, row: Any) -> None:
    """Raises NotAllowed where the row is marked and I can't open it by my roles and keys."""
    locked = _lock(work.me, row) if row.mark and row.sealed else None
    if locked is not None and not locked.may_open:
        raise NotAllowed(locked.why)


def words_of(work: Work, row: Any) -> dict[str, str]:
    """The words of a row, opened if they are marked; whoever shows them records it."""
    if not row.mark or not row.sealed:
        return {name: getattr(row, name) for name in WORDS[type(row)]}
    kept: dict[str, str] = json.loads(_opened(row, work.me.vaults))
    # what was sealed before a word had its column lacks it
    return dict.fromkeys(WORDS[type(row)], "") | kept


def sealed(work: Work, model: Any, row: UUID, client: UUID | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row of this client, or of the office, with these values, its words sealed if it has a mark.
    Raises NotAllowed for a mark that I could not read myself."""
    columns, words = dict(values), WORDS[model]
    if not values["mark"]:
        return columns | {"sealed": ""}
    level, vaults = level_of(Secrecy.of(values["mark"]), work.settings), work.me.vaults
    if not _reaches(work.me, level):
        raise NotAllowed(N_("You can't give this mark: you could not read what bears it."), "mark")
    vault = VAULTS[level - 1]
    text = json.dumps({name: values[name] for name in words}, ensure_ascii=False)
    stands = {name: KEPT if name == words[0] or (name in _TOLD and values[name]) else "" for name in words}
    return columns | stands | {"sealed": _shut(model, row, client, vault, text, vaults)}


def change(work: Work, row: Any, values: Mapping[str, Any], base: Mapping[str, Any] | None
           ) -> dict[str, list[object]]:  # fmt: skip
    """As `work.change`, for a note whose words may be marked, before or from now on. Raises NotAllowed, Stale."""
    if not row.mark and not values["mark"]:
        return work.change(row, values, base)
    require_open(work, row)
    now = {**words_of(work, row), "mark": row.mark}
    mine = {name: values[name] for name in now}
    seen = {name: base[name] for name in now if name in base} if base else {}
    clashes = {name: (seen[name], mine[name], now[name]) for name in seen
               if mine[name] != seen[name] and now[name] not in (seen[name], mine[name])}  # fmt: skip
    if clashes:
        raise Stale(clashes, row.version, work.last_hand(row))
    settled = {name: now[name] if name in seen and mine[name] == seen[name] else mine[name] for name in now}
    columns = sealed(work, type(row), row.id, row.client_id, settled) if settled != now else {}
    rest = {name: value for name, value in values.items() if name not in now}
    return work.change(row, rest | columns, {n: v for n, v in base.items() if n not in now} if base else None)


def veil(row: Any, now: Any) -> Any:
    """A note of a past day, with its words hidden if it bears a mark today."""
    if now is not None and now.mark and not row.mark:
        row.mark, row.sealed = now.mark, now.sealed
        for name in WORDS[type(row)]:
            setattr(row, name, KEPT if name == WORDS[type(row)][0] else "")
    return row


def behind(work: Work, model: Any, vault: str, vaults: Vaults) -> Any:
    """Notes of one kind whose words lie under a former key of a vault, as far as I may change them."""
    any_key, newest = f"{vault}:", f"{vault}:{vaults.newest(vault)}:"
    former = (peewee.fn.SUBSTR(model.sealed, 1, len(any_key)) == any_key) & (
        peewee.fn.SUBSTR(model.sealed, 1, len(newest)) != newest)  # fmt: skip
    return work.visible(model, model.REACH.written[0], withdrawn=True).where(former)


def seal_anew(work: Work, row: Any, vaults: Vaults) -> None:
    """The same words under the newest key; part of the verb that renews what is sealed."""
    shut = _shut(type(row), row.id, row.client_id, vault_of(row), _opened(row, vaults), vaults)
    work.change(row, {"sealed": shut})


def _shut(model: Any, row: UUID, client: UUID | None, vault: str, words: str, vaults: Vaults) -> str:
    """What the row keeps: the vault, its epoch, and the sealed words; of level 3 what stands for them. Of the office's
    own, which are no client's, the words stay in the row."""
    box = base64.b64encode(vaults.seal(vault, _place(model), row, words)).decode()
    if vault in sealed_texts.APART and client is not None:
        sealed_texts.lay_apart(client, [box])
        box = sealed_texts.standing(box) or ""
    return f"{vault}:{vaults.newest(vault)}:{box}"


def _opened(row: Any, vaults: Vaults) -> str:
    vault, _epoch, text = row.sealed.split(":", 2)
    return vaults.open(vault, _place(type(row)), row.id, sealed_texts.bytes_of(text))


def _place(model: Any) -> str:
    return f"{model._meta.table_name}.sealed"
