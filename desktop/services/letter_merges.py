"""Merges a template with clients 合并: who gets nothing and why, letters in one file, words to copy (CM-7)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from desktop.i18n import N_, translator
from desktop.models.clients import Client
from desktop.models.consents import Consent
from desktop.models.letters import LetterTemplate
from desktop.models.rows import among
from desktop.reports.sheet import day_text
from desktop.rules import code_spans
from desktop.rules import letters as rules
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import BadEntry, Label, Restricted
from desktop.rules.letters import Placeholder, SignedBy, TemplateKind
from desktop.rules.mailings import SendTo, recipient
from desktop.rules.progress import Progress
from desktop.rules.rights import Right
from desktop.rules.risks import Mark
from desktop.services import client_lists, contacts, exports, letter_templates, letter_values, on_file, undoing
from desktop.services.client_lists import Chosen
from desktop.services.stamps import Printed, look_of, stamp_of
from desktop.services.work import Work

TOPIC = "prints"
MOST = 2000
_CHUNK = 500
# With whom the office does no business just now: nobody is greeted by mistake whom it refuses
_NO_BUSINESS = frozenset({Mark.SUSPEND.value, Mark.REFUSE.value})
STOPPED = N_("Processing of the file was stopped: nothing is printed from it.")
NOT_MINE = N_("Printing this client is not among your rights.")
DECLINED = N_("The client has withdrawn the consent to this purpose: {purpose}")
MARKED = N_("The client is marked: {mark}")
NO_ADDRESS = N_("No address: enter it in the file, or hand the letter over.")
NOTHING_LEFT = N_("Every line names something that is missing, so nothing would be left.")
SKIPPED = N_("Something is missing, and whoever lacks something is left out.")


@dataclass(frozen=True, slots=True)
class Merge:
    """What is to be made. `by_hand`: no address is needed; `whole`: who lacks a value gets none; `log`: each letter is
    kept as a contact in its client's file."""

    template: UUID
    chosen: Chosen
    signed: SignedBy = SignedBy.OWNER
    by_hand: bool = False
    whole: bool = False
    log: bool = False


@dataclass(frozen=True, slots=True)
class Addressee:
    """One client of a merge. `why` is a message id with `values` where the client is left out; `lacking` names what the
    letter does without; `warning` is what would leave the client out among many."""

    id: UUID
    code: str
    name: str
    lacking: tuple[Placeholder, ...] = ()
    why: str = ""
    values: Mapping[str, object] | None = None
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a merge would make: `addressees` in the order of the list, those without a letter among them."""

    addressees: tuple[Addressee, ...]

    @property
    def ready(self) -> int:
        return sum(not one.why for one in self.addressees)

    @property
    def left(self) -> int:
        return len(self.addressees) - self.ready

    @property
    def short(self) -> int:
        return sum(bool(one.lacking) and not one.why for one in self.addressees)


@dataclass(frozen=True, slots=True)
class Words:
    """A template filled for one client: to be read, put into a contact report, or copied."""

    subject: str
    text: str
    lacking: tuple[Placeholder, ...]
    declined: str = ""  # the purpose to which the client has withdrawn the consent


@dataclass(frozen=True, slots=True)
class _Made:
    client: Any
    told: Addressee
    subject: str
    lines: tuple[str, ...]


def outlook(work: Work, merge: Merge) -> Outlook:
    """Who gets a letter, who does not and why, and what is missing in which; nothing is printed. Raises BadEntry for
    too many or a template that is not in use, NotAllowed, NotFound."""
    work.require(Right.PRINT_CLIENTS)
    return Outlook(tuple(one.told for one in _made(work, merge)))


def letter_of(work: Work, merge: Merge, client_id: UUID) -> Words:
    """How one of them reads. Raises as `outlook` does."""
    work.require(Right.PRINT_CLIENTS)
    template, wording = letter_templates.used_of(work, merge.template)
    return _words(work, template, wording, work.get(Client, client_id))


def words_for(work: Work, template_id: UUID, client_id: UUID) -> Words:
    """A template in use, filled for a client with whom a contact is being logged. Raises BadEntry, NotAllowed,
    NotFound."""
    work.require(Right.SEE_CLIENTS)
    template, wording = letter_templates.used_of(work, template_id)
    return _words(work, template, wording, work.get(Client, client_id))


def copy_words(work: Work, template_id: UUID, client_id: UUID) -> str:
    """The words for one client, to be pasted into a messenger or a mail: counted as any text that is copied (AC-6).
    Raises BadEntry where the client has declined, Restricted, NeedsApproval, NotAllowed, NotFound."""
    client = work.get(Client, client_id)
    work.require(Right.SEE_CLIENTS)
    if client.restricted_at is not None:
        raise Restricted
    template, wording = letter_templates.used_of(work, template_id)
    words = _words(work, template, wording, client)
    if words.declined:
        raise BadEntry(DECLINED, purpose=words.declined)
    work.alone()
    exports.note_copy(work, [client], translator(template.language), template_id.hex)
    return words.text


def merge_letters(work: Work, merge: Merge, *, progress: Progress | None = None) -> Printed:
    """The letters of all who get one, in one file, recorded as a print; with `log` each becomes a contact of its
    client's file in the same write. Give it staged work.

    Raises BadEntry where nobody gets one, there are too many, or a contact can't be logged; NotAllowed, NotFound.
    """
    from desktop.reports.letters import Letter
    from desktop.reports.letters import letters as drawn

    with work.reading():
        work.require(Right.PRINT_CLIENTS)
        template, _wording = letter_templates.used_of(work, merge.template)
        if template.kind != TemplateKind.LETTER.value:
            raise BadEntry(N_("This template is for messages: put it into a contact report, or copy it."))
        made = [one for one in _made(work, merge, progress) if not one.told.why]
        if not made:
            raise BadEntry(N_("None of these clients gets a letter: the list says why."))
        say, title, number = translator(template.language), str(template.name), int(template.number)
        stamp, look = stamp_of(work), look_of(work)
        signed = _signed(work, merge.signed, made)
        day = day_text(on_file.today(work), say)
    pages = []
    for count, one in enumerate(made):
        pages.append(Letter(one.lines, signed[one.client.id], day))
        if progress is not None:
            progress(count, len(made))
    pdf = drawn(pages, title, look, stamp, say)
    with work.writing():
        work.require(Right.PRINT_CLIENTS)
        if work.get(LetterTemplate, merge.template).number != number:
            raise BadEntry(N_("Other words were put into use meanwhile: look at the letters again."))
        # whoever was stopped, or whom a colleague took over, while the file was made gets none
        for one in made:
            work.require(Right.PRINT_CLIENTS, work.get(Client, one.client.id))
        if merge.log:
            for count, one in enumerate(made):
                report = Report(Channel.LETTER, one.subject, "\n".join(one.lines))
                contacts.log_contact(work, one.client.id, report)
                if progress is not None:
                    progress(count, len(made))
        only = work.get(Client, made[0].client.id) if len(made) == 1 else None
        work.record(TOPIC, "print", only, sheet="letter", code=stamp.code, clients=len(made),
                    **code_spans.named([one.client.code for one in made]))  # fmt: skip
    return Printed("letter", title, pdf, stamp.code)


def undo(work: Work, operation: UUID) -> None:
    """Takes the contacts back that a merge has logged; that letters were printed stays recorded. Raises as undoing
    does."""
    undoing.undo(work, operation, beside=TOPIC)


def _made(work: Work, merge: Merge, progress: Progress | None = None) -> Iterator[_Made]:
    template, wording = letter_templates.used_of(work, merge.template)
    ids = client_lists.chosen_ids(work, merge.chosen)
    mine = _printable(work, ids)
    if len(mine) > MOST:
        raise BadEntry(N_("These are {count} letters; at most {limit} can be printed at once. Filter the list first."),
                       count=len(mine), limit=MOST)  # fmt: skip
    declined = _declined(work, template.purpose, ids)
    names = letter_values.placeholders(work)
    keys = rules.keys_of(names)
    wanted = _wanted(wording, keys)
    say, alone = translator(template.language), len(ids) == 1
    purpose = letter_templates.purpose_name(work, template.purpose)
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        rows = {row.id: row for row in work.visible(Client).where(among(Client.id, part))}
        found = [rows[key] for key in part if key in rows]
        for client, values, kept in letter_values.values_of(work, found, wanted, say):
            lacking = letter_templates.lacking_of(names, wanted, values, kept)
            lines = tuple(rules.filled(wording.words, values, keys))
            subject = " ".join(rules.filled(wording.subject, values, keys)) or str(template.name)
            why, said, warning = "", None, ""
            if client.restricted_at is not None:
                why = STOPPED
            elif client.id not in mine:
                why = NOT_MINE
            elif client.id in declined:
                why, said = DECLINED, {"purpose": purpose}
            elif not any(lines):
                why = NOTHING_LEFT
            elif client.risk in _NO_BUSINESS:
                why, said = MARKED, {"mark": Label(Mark.of(client.risk).label)}
            elif not merge.by_hand and not _reached(client):
                why = NO_ADDRESS
            elif merge.whole and lacking:
                why = SKIPPED
            if alone and why in (MARKED, NO_ADDRESS):
                # whoever writes to a single client has chosen him, and is told
                why, warning = "", why
            told = Addressee(client.id, client.code, client.name, lacking, why, said, warning)
            yield _Made(client, told, subject[: letter_templates.SUBJECT], lines)
        if progress is not None:
            progress(min(start + _CHUNK, len(ids)), len(ids))


def _words(work: Work, template: Any, wording: Any, client: Any) -> Words:
    names = letter_values.placeholders(work)
    keys = rules.keys_of(names)
    wanted = _wanted(wording, keys)
    ((_row, values, kept),) = letter_values.values_of(work, [client], wanted, translator(template.language))
    declined = client.id in _declined(work, template.purpose, [client.id])
    return Words(" ".join(rules.filled(wording.subject, values, keys)) or str(template.name),
                 "\n".join(rules.filled(wording.words, values, keys)),
                 letter_templates.lacking_of(names, wanted, values, kept),
                 letter_templates.purpose_name(work, template.purpose) if declined else "")  # fmt: skip


def _wanted(wording: Any, keys: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys([*rules.named(wording.subject, keys), *rules.named(wording.words, keys)]))


def _reached(client: Any) -> bool:
    values = {name: getattr(client, name) for name in ("name", "form", "position", "unit", "address", "home_address",
                                                       "postcode")}  # fmt: skip
    return bool(recipient(values, SendTo.WORK).address)


def _printable(work: Work, ids: Sequence[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for start in range(0, len(ids), _CHUNK):
        query = work.visible(Client, Right.PRINT_CLIENTS).where(among(Client.id, ids[start : start + _CHUNK]))
        found.update(key for (key,) in query.select(Client.id).tuples())
    return found


def _declined(work: Work, purpose: str, ids: Sequence[UUID]) -> set[UUID]:
    """Who has withdrawn the consent to this purpose and has not given it again."""
    ended: set[UUID] = set()
    standing: set[UUID] = set()
    for start in range(0, len(ids), _CHUNK):
        query = work.visible(Consent).where(
            among(Consent.client, ids[start : start + _CHUNK]) & (Consent.purpose == purpose)
        )
        for client, on in query.select(Consent.client, Consent.ended_on).tuples():
            (standing if on is None else ended).add(client)
    return ended - standing


def _signed(work: Work, by: SignedBy, made: Sequence[_Made]) -> dict[UUID, str]:
    if by is SignedBy.OWNER:
        people = on_file.names(work, (one.client.owner_id for one in made))
        return {one.client.id: people.get(one.client.owner_id, "") for one in made}
    name = work.me.name if by is SignedBy.ME else ""
    return {one.client.id: name for one in made}
