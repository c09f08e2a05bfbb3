"""Templates 模板: drafted, put into use once somebody else has checked them, corrected with history (CM-7, CM-3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_, language, translator
from desktop.models.clients import Client
from desktop.models.letters import LetterTemplate, LetterWording
from desktop.rules import letters as rules
from desktop.rules.approvals import Act, Detail, Need
from desktop.rules.errors import BadEntry, Label, NotAllowed, NotFound
from desktop.rules.letters import Placeholder, TemplateKind, Wording
from desktop.rules.rights import Right
from desktop.services import approvals, letter_values, on_file, purposes
from desktop.services.work import Work

TOPIC = "letters"
MOST = 500
SUBJECT = rules.SUBJECT
_SHOWN = 500  # characters that whoever approves reads in the request itself


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One wording of a template."""

    number: int
    subject: str
    words: str
    reason: str
    by_id: UUID
    by: str
    at: datetime
    used_since: datetime | None
    checked_by: str


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template as the list shows it: `draft` is its newest wording where that is not in use, `used` the one that is.
    `purpose` is the key of what it is for."""

    id: UUID
    name: str
    kind: TemplateKind
    language: str
    purpose: str
    used: VersionLine | None
    draft: VersionLine | None
    withdrawn: bool
    may_withdraw: bool

    @property
    def newest(self) -> VersionLine:
        found = self.draft or self.used
        assert found is not None
        return found

    def wording(self) -> Wording:
        """Its newest words, to be typed over."""
        return Wording(self.kind, self.name, self.newest.words, self.language, self.newest.subject, self.purpose)


@dataclass(frozen=True, slots=True)
class Trial:
    """A wording filled for one client: what it would say, and the placeholders for which the client has no value."""

    id: UUID
    code: str
    client: str
    risk: str
    chosen: bool  # by whoever tries it
    subject: str
    lines: tuple[str, ...]
    lacking: tuple[Placeholder, ...]


def templates(work: Work, *, withdrawn: bool = False) -> tuple[TemplateLine, ...]:
    """The templates by name; with `withdrawn` those out of use too. Raises NotAllowed."""
    work.require(Right.SEE_CLIENTS)
    query = work.visible(LetterTemplate, withdrawn=withdrawn).order_by(LetterTemplate.name, LetterTemplate.id)
    return _lines(work, list(query.limit(MOST)))


def in_use(work: Work, kinds: Sequence[TemplateKind] = tuple(TemplateKind)) -> tuple[TemplateLine, ...]:
    """Those from which something can be made now. Raises NotAllowed."""
    return tuple(line for line in templates(work) if line.used is not None and line.kind in kinds)


def versions(work: Work, template_id: UUID) -> tuple[VersionLine, ...]:
    """All wordings of a template, the newest first. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_CLIENTS)
    row = work.get(LetterTemplate, template_id, withdrawn=True)
    rows = list(work.visible(LetterWording).where(LetterWording.template == row.id).order_by(
        LetterWording.number.desc()))  # fmt: skip
    people = on_file.names(work, (key for one in rows for key in (one.by_id, one.checked_by_id)))
    return tuple(_version(one, people) for one in rows)


def known(work: Work) -> tuple[Sequence[Placeholder], Sequence[tuple[str, str]]]:
    """For the editor: what may be named, and what clients may be written to for, as key and name. Raises NotAllowed."""
    found = [(one.key, one.called(language())) for one in purposes.purposes(work)]
    return letter_values.placeholders(work), found


def purpose_name(work: Work, key: str) -> str:
    """What clients are written to for, as the office calls it in the language of the screen."""
    return next((one.called(language()) for one in purposes.purposes(work) if one.key == key), key)


def save_template(work: Work, wording: Wording, template_id: UUID | None = None, seen: int | None = None) -> UUID:
    """A new template, or new words for one: a draft until they are put into use. `seen` is the number of the wording
    that the person saw. Raises BadEntry naming the field, also for another's words meanwhile; NotAllowed, NotFound."""
    work.require(Right.PRINT_CLIENTS)
    work.alone()
    row = work.get(LetterTemplate, template_id) if template_id is not None else None
    said = rules.checked_wording(wording, letter_values.keys(work), corrects=row is not None and row.number > 0)
    if said.purpose not in {one.key for one in purposes.purposes(work)}:
        raise BadEntry(N_("Choose what clients are written to for."), "purpose")
    same = work.visible(LetterTemplate).where(LetterTemplate.name == said.name)
    if any(one.id != template_id for one in same):
        raise BadEntry(N_("There is a template of this name already."), "name")
    if row is not None and row.number:
        # what was checked was checked for this: nobody greets those who have declined by calling it service
        for field, value in (("kind", said.kind.value), ("language", said.language), ("purpose", said.purpose)):
            if getattr(row, field) != value:
                raise BadEntry(
                    N_("This stays as it was checked while words are in use: write another template."), field
                )
    if row is None:
        row = work.add(LetterTemplate(name=said.name, kind=said.kind.value, language=said.language, made_at=work.now,
                                      purpose=said.purpose, made_by=work.me.id))  # fmt: skip
        newest = None
    else:
        newest = _newest(work, row)
        if seen is not None and newest.number != seen:
            name = on_file.names(work, [newest.by_id]).get(newest.by_id, "")
            raise BadEntry(N_("{name} has written other words meanwhile: read them first."), name=name)
    if newest is None or (said.subject, said.words) != (newest.subject, newest.words):
        number = newest.number + 1 if newest is not None else 1
        work.add(LetterWording(template=row.id, number=number, subject=said.subject, words=said.words,
                               reason=said.reason, by=work.me.id, at=work.now))  # fmt: skip
    work.change(row, {"name": said.name, "kind": said.kind.value, "language": said.language, "purpose": said.purpose})
    work.record(TOPIC, "save_template", row)
    return UUID(str(row.id))


def put_to_use(work: Work, template_id: UUID, number: int) -> None:
    """From now on letters are made from this wording. It takes a second person who checks that it is right and hides
    nothing (CM-3): its writer asks, as for any act that needs approval.

    Raises NeedsApproval, BadEntry where another wording is the newest, NotAllowed for whoever did not write it,
    NotFound.
    """
    work.require(Right.PRINT_CLIENTS)
    work.alone()
    row = work.get(LetterTemplate, template_id)
    draft = _newest(work, row)
    if draft.number != number:
        raise BadEntry(N_("There are newer words meanwhile: read them first."))
    if row.number == number:
        raise BadEntry(N_("These words are in use already."))
    if draft.by_id != work.me.id:
        name = on_file.names(work, [draft.by_id]).get(draft.by_id, "")
        raise NotAllowed(N_("{name} wrote these words and asks for them to be checked; nobody checks his own."),
                         name=name)  # fmt: skip
    checked_by = approvals.require(work, _need(work, row, draft))
    work.change(draft, {"used_since": work.now, "checked_by": checked_by})
    work.change(row, {"number": number})
    work.record(TOPIC, "use_template", row, number=number)


def withdraw_template(work: Work, template_id: UUID) -> None:
    """Out of use, by who made it or approves such acts; what was printed stays. Raises NotAllowed, NotFound."""
    work.require(Right.PRINT_CLIENTS)
    row = work.get(LetterTemplate, template_id)
    _require_keeping(work, row)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_template", row)


def bring_back(work: Work, template_id: UUID) -> None:
    """Into use again, as it was. Raises BadEntry where its name is another's by now, NotAllowed, NotFound."""
    work.require(Right.PRINT_CLIENTS)
    work.alone()
    row = work.get(LetterTemplate, template_id, withdrawn=True)
    _require_keeping(work, row)
    if row.withdrawn_at is None:
        return
    if work.visible(LetterTemplate).where(LetterTemplate.name == row.name).exists():
        raise BadEntry(N_("There is a template of this name already."), "name")
    work.change(row, {"withdrawn_at": None})
    work.record(TOPIC, "bring_template_back", row)


def take_back_use(work: Work, template_id: UUID) -> None:
    """The wording in use is used no more, and the one before it is again; none where it was the first. Raises BadEntry
    where nothing is in use, NotAllowed, NotFound."""
    work.require(Right.PRINT_CLIENTS)
    work.alone()
    row = work.get(LetterTemplate, template_id)
    used = work.visible(LetterWording).where(
        (LetterWording.template == row.id) & LetterWording.used_since.is_null(False)
    )
    rows = {one.number: one for one in used}
    if row.number not in rows:
        raise BadEntry(N_("None of its words are in use."))
    now = rows.pop(row.number)
    if now.by_id != work.me.id:
        _require_keeping(work, row)
    work.change(now, {"used_since": None, "checked_by": None})
    work.change(row, {"number": max(rows, default=0)})
    work.record(TOPIC, "take_template_back", row, number=now.number)


def trial(work: Work, wording: Wording, client_id: UUID | None = None) -> Trial | None:
    """How words that are being typed would read for a client, by default the one whose file was opened first; None
    where I see nobody. Raises BadEntry for an unknown placeholder, NotAllowed, NotFound."""
    work.require(Right.SEE_CLIENTS)
    names = letter_values.placeholders(work)
    keys = rules.keys_of(names)
    words, subject = rules.checked(wording.words, "words", keys), rules.checked(
        wording.subject, "subject", keys, rules.SUBJECT)  # fmt: skip
    if client_id is not None:
        client = work.get(Client, client_id)
    else:
        client = work.visible(Client).order_by(Client.withdrawn_at, Client.code, Client.id).first()
        if client is None:
            return None
    wanted = list(dict.fromkeys([*rules.named(subject, keys), *rules.named(words, keys)]))
    ((_row, values, kept),) = letter_values.values_of(work, [client], wanted, translator(wording.language))
    title = " ".join(rules.filled(subject, values, keys))
    return Trial(client.id, client.code, client.name, client.risk, client_id is not None, title,
                 tuple(rules.filled(words, values, keys)), lacking_of(names, wanted, values, kept))  # fmt: skip


def lacking_of(names: Sequence[Placeholder], wanted: Sequence[str], values: Mapping[str, str],
               kept: frozenset[str]) -> tuple[Placeholder, ...]:  # fmt: skip
    """The placeholders without a value, each with what to do about it."""
    by_key = {one.key: one for one in names}
    empty = [by_key[key] for key in wanted if not values.get(key)]
    hidden = letter_values.NOT_SEEN
    return tuple(Placeholder(one.key, one.zh, one.en, hidden if one.key in kept else one.lacking) for one in empty)


def used_of(work: Work, template_id: UUID) -> tuple[Any, Any]:
    """A template and its wording in use. Part of the verb that makes something from it. Raises BadEntry where none is
    in use, NotFound."""
    row = work.get(LetterTemplate, template_id)
    wording = work.visible(LetterWording).where(
        (LetterWording.template == row.id) & (LetterWording.number == row.number)
    ).first()  # fmt: skip
    if wording is None:
        raise BadEntry(N_("None of its words are in use: put them into use under Settings › Letters & pledge."))
    return row, wording


def _need(work: Work, row: Any, draft: Any) -> Need:
    """What a second person is asked: the words stand in the request, so that he reads what he checks."""
    kind, whole = TemplateKind.of(row.kind), len(draft.words) <= _SHOWN
    details = [
        Detail(N_("Letter or message"), (Label(kind.label),)),
        Detail(N_("Written for"), (purpose_name(work, row.purpose),)),
        *([Detail(N_("Subject"), (draft.subject,))] if draft.subject else []),
        Detail(N_("Words"), (draft.words if whole else draft.words[:_SHOWN] + "…",)),
        *([] if whole else [Detail(N_("Read the rest"), (Label(N_("Settings › Letters & pledge › Versions")),))]),
    ]
    return Need(Act.PUBLISH, 1, row.name, _exactly(row, draft), details=tuple(details))


def _exactly(row: Any, draft: Any) -> str:
    """All that is checked: a server's `guard_wording` reckons the same."""
    told = (row.id.hex, str(draft.number), row.kind, row.language, row.purpose, row.name, draft.subject, draft.words)
    return "".join(f"{len(one)}:{one}" for one in told)


def _may_keep(work: Work, row: Any) -> bool:
    return row.made_by_id == work.me.id or work.may(Right.APPROVE_CLIENTS)


def _require_keeping(work: Work, row: Any) -> None:
    """Everybody may propose other words, which somebody checks; what is in use goes by who made it, or approves."""
    if not _may_keep(work, row):
        work.require(Right.APPROVE_CLIENTS)


def _newest(work: Work, row: Any) -> Any:
    found = work.visible(LetterWording).where(LetterWording.template == row.id)
    found = found.order_by(LetterWording.number.desc()).first()
    if found is None:
        raise NotFound(str(row.id))
    return found


def _lines(work: Work, rows: Sequence[Any]) -> tuple[TemplateLine, ...]:
    ids = [row.id for row in rows]
    wordings = list(work.visible(LetterWording).where(LetterWording.template.in_(ids))) if ids else []
    people = on_file.names(work, (key for one in wordings for key in (one.by_id, one.checked_by_id)))
    of: dict[UUID, dict[int, Any]] = {}
    for one in wordings:
        of.setdefault(one.template_id, {})[one.number] = one
    found = []
    for row in rows:
        mine = of.get(row.id)
        if not mine:
            continue
        newest = max(mine)
        used = _version(mine[row.number], people) if row.number in mine else None
        draft = _version(mine[newest], people) if newest != row.number else None
        may = work.may(Right.PRINT_CLIENTS) and _may_keep(work, row)
        found.append(TemplateLine(row.id, row.name, TemplateKind.of(row.kind), row.language, row.purpose, used, draft,
                                  row.withdrawn_at is not None, may))  # fmt: skip
    return tuple(found)


def _version(row: Any, people: Mapping[UUID, str]) -> VersionLine:
    return VersionLine(row.number, row.subject, row.words, row.reason, row.by_id, people.get(row.by_id, ""), row.at,
                       row.used_since, people.get(row.checked_by_id, ""))  # fmt: skip
