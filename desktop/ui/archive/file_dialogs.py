"""Dialogs of archive files: opened or said otherwise, signed by a colleague here, extended, and where one stands."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.archive_numbers import Term
from desktop.rules.errors import BadEntry
from desktop.services.archive_files import FileEntry
from desktop.services.archive_handing import LONGEST_EXTENSION
from desktop.services.archive_lists import TITLE_LIMIT
from desktop.services.clients import PersonRef
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of, words_of
from desktop.ui.kit.search_box import Hit, SearchBox
from desktop.ui.kit.text import button, label
from desktop.ui.kit.times import local, moment_of, today
from desktop.ui.kit.tokens import GAP

FindClients = Callable[[str, Callable[[Sequence[Any]], object]], object]


class FileDialog(FormDialog):
    """What a file is, whose it is, who puts it together and who checks it; `entry` shows one that is there."""

    def __init__(self, people: Sequence[PersonRef], me: UUID, kinds: Sequence[str], find: FindClients | None,
                 send: Send, parent: QWidget | None = None, entry: FileEntry | None = None) -> None:  # fmt: skip
        named: list[tuple[object, str]] = [(one.id, one.name) for one in people]
        kind = _("for example {known}").format(known="、".join(kinds[:3])) if kinds else ""
        fields = [
            FormField("title", _("Title"), required=True, limit=TITLE_LIMIT, span=2),
            FormField("category", _("Category"), limit=20, hint=kind),
            FormField("unit", _("Unit"), limit=20),
            FormField("year", _("Year"), Kind.NUMBER, required=True),
            FormField("term", _("Kept for"), Kind.CHOICE, choices=words_of(Term)),
            FormField("agent_a", _("Agent A, who puts it together"), Kind.CHOICE, required=True, choices=named),
            FormField("agent_b", _("Agent B, who checks it"), Kind.CHOICE, required=True, choices=named),
            FormField("ended_at", _("The matter ended on"), Kind.DATE, required=True),
            FormField("note", _("Note"), limit=300),
        ]
        heading, act = (_("Edit the file"), _("Save")) if entry else (_("Open a file"), _("Open it"))
        super().__init__(heading, fields, act, send, parent)
        self.setMinimumWidth(600)
        self.client: UUID | None = None
        self._find = find
        if find is not None:
            self._add_clients()
        day = today()
        shown = entry or FileEntry("", me, me, moment_of(day), day.year)
        self.form.set_values({
            "title": shown.title, "category": shown.category, "unit": shown.unit, "year": str(shown.year),
            "term": shown.term.value, "agent_a": shown.agent_a, "agent_b": shown.agent_b if entry else None,
            "ended_at": local(shown.ended_at).date().isoformat(), "note": shown.note,
        })  # fmt: skip
        self.form.focus_on("title")

    def _add_clients(self) -> None:
        self.clients = SearchBox()
        self.clients.line.setPlaceholderText(_("Whose matter: client…"))
        self.clients.line.setAccessibleName(_("Whose matter: client…"))
        self.clients.searched.connect(self._search)
        self.clients.chosen.connect(lambda hit: self.show_client(hit.argument, hit.title))
        self.body.insertWidget(0, self.clients)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.whose = label(_("The office's own"), wrap=True)
        line.addWidget(self.whose, 1)
        self.none = button(_("None"), lambda: self.show_client(None, ""), quiet=True)
        self.none.hide()
        line.addWidget(self.none)
        self.body.insertLayout(1, line)
        QWidget.setTabOrder(self.clients.line, next(iter(self.form.entries.values())))

    def show_client(self, client: object, name: str) -> None:
        """The file is this client's; None is the office's own."""
        self.client = UUID(str(client)) if client is not None else None
        self.whose.setText(_("Client: {name}").format(name=name) if client is not None else _("The office's own"))
        self.none.setVisible(client is not None)
        self.form.focus_on("title")

    def _search(self, text: str) -> None:
        assert self._find is not None
        if text.strip():
            self._find(text, self._show_hits)

    def _show_hits(self, hits: Sequence[Any]) -> None:
        shown = [Hit("clients", hit.id, hit.title, " · ".join(part for part in (hit.code, hit.detail) if part),
                     risk=hit.risk) for hit in hits]  # fmt: skip
        self.clients.show_hits(shown, "" if shown else _("No client of this name."))

    def entry(self) -> tuple[UUID | None, FileEntry]:
        values = self.form.values()
        for name in ("agent_a", "agent_b"):
            if values[name] is None:
                raise BadEntry(N_("Choose who it is."), name)
        year, ended = str(values["year"]), day_of(values, "ended_at", needed=True)
        assert ended is not None
        if not year.isdecimal():
            raise BadEntry(N_("Enter the year of the matter with four digits."), "year")
        return self.client, FileEntry(
            str(values["title"]), UUID(str(values["agent_a"])), UUID(str(values["agent_b"])), moment_of(ended),
            int(year), Term.of(values["term"]), str(values["category"]), str(values["unit"]), str(values["note"]),
        )  # fmt: skip


class HereDialog(FormDialog):
    """A colleague signs in my window, with his own name and password."""

    def __init__(self, role: str, name: str, send: Send, parent: QWidget | None = None) -> None:
        said = _("{role} signs the list as it is now. The signature is given with that person's own key and stands in "
                 "that person's records.").format(role=role)  # fmt: skip
        fields = [FormField("name", _("Name"), required=True),
                  FormField("password", _("That person's password"), Kind.SECRET, required=True)]  # fmt: skip
        super().__init__(_("A colleague signs here"), fields, _("Sign"), send, parent, said=said)
        self.form.set_values({"name": name, "password": ""})
        self.form.focus_on("password" if name else "name")

    def entry(self) -> tuple[str, str]:
        return signer_of(self.form.values())


def signer_of(values: dict[str, object]) -> tuple[str, str]:
    """Name and password. Raises BadEntry for the one that is missing."""
    name, password = str(values["name"]).strip(), str(values["password"])
    if not name:
        raise BadEntry(N_("Enter the name."), "name")
    if not password:
        raise BadEntry(N_("Enter the password."), "password")
    return name, password


class ExtendDialog(FormDialog):
    """More working days for the step at hand, with the reason that the approver reads."""

    def __init__(self, send: Send, parent: QWidget | None = None) -> None:
        fields = [FormField("days", _("Working days more"), Kind.NUMBER, required=True),
                  FormField("reason", _("Reason"), required=True, limit=300)]  # fmt: skip
        said = _("Somebody else approves it; until then the date stays as it is.")
        super().__init__(_("Extend the step at hand"), fields, _("Go on"), send, parent, columns=1, said=said)
        self.form.set_values({"days": "1", "reason": ""})
        self.form.focus_on("reason")

    def entry(self) -> tuple[int, str]:
        values = self.form.values()
        days = str(values["days"])
        if not days.isdecimal():
            raise BadEntry(N_("Enter a number from 1 to {most}."), "days", most=LONGEST_EXTENSION)
        return int(days), str(values["reason"])


class PlaceDialog(FormDialog):
    """Where a file stands in the archive."""

    def __init__(self, place: str, send: Send, parent: QWidget | None = None) -> None:
        field = FormField("place", _("Room, cabinet, shelf, box"), required=True, limit=80)
        super().__init__(_("Where it stands"), [field], _("Save"), send, parent, columns=1)
        self.form.set_values({"place": place})
        self.form.focus_on("place")

    def entry(self) -> str:
        return str(self.form.values()["place"])
