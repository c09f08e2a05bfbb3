"""Dialogs of documents: what a paper is, where it goes, its mark, and the name of a folder."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.documents import FOLDER_LIMIT, NOTE_LIMIT, NUMBER_LIMIT, TITLE_LIMIT, Entry, Kind
from desktop.rules.secrecy import Secrecy
from desktop.services.document_lists import DocumentLine
from desktop.services.folders import FolderLine
from desktop.ui.kit.form import FormField
from desktop.ui.kit.form import Kind as FieldKind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of


def entry_fields(kinds: Sequence[Kind]) -> list[FormField]:
    """What is said of a document."""
    return [
        FormField("title", _("Title"), required=True, limit=TITLE_LIMIT, span=2),
        FormField(
            "kind",
            _("Kind of document"),
            FieldKind.CHOICE,
            required=True,
            choices=[(kind.key, kind.said) for kind in kinds],
        ),
        FormField("number", _("Number of the paper"), limit=NUMBER_LIMIT),
        FormField("dated_on", _("Dated"), FieldKind.DATE),
        FormField("tags", _("Tags, divided by commas")),
        FormField("note", _("Note"), FieldKind.LONG, limit=NOTE_LIMIT, span=2),
    ]


def entry_of(line: DocumentLine) -> Entry:
    return Entry(line.title, line.kind.key, line.number, line.dated_on, line.tags, line.note)


def typed_entry(values: dict[str, object]) -> Entry:
    """Raises BadEntry for a day that is none."""
    tags = str(values["tags"] or "").replace("，", ",").replace("、", ",").split(",")
    title, number, said = (str(values[name] or "") for name in ("title", "number", "note"))
    kept = tuple(tag for tag in tags if tag.strip())
    return Entry(title, str(values["kind"]), number, day_of(values, "dated_on"), kept, said)


class EntryDialog(FormDialog):
    """Says otherwise what a document is."""

    def __init__(self, line: DocumentLine, kinds: Sequence[Kind], send: Send, parent: QWidget | None = None) -> None:
        super().__init__(_("Edit the document"), entry_fields(kinds), _("Save"), send, parent)
        self.form.set_values({
            "title": line.title, "kind": line.kind.key, "number": line.number,
            "dated_on": line.dated_on.isoformat() if line.dated_on is not None else "", "tags": "、".join(line.tags),
            "note": line.note,
        })  # fmt: skip
        self.form.focus_on("title")

    def entry(self) -> Entry:
        return typed_entry(self.form.values())


class FolderDialog(FormDialog):
    """The name of a folder, and where it is made."""

    def __init__(self, heading: str, name: str, above: Sequence[FolderLine] | None, here: tuple[str, ...], act: str,
                 send: Send, parent: QWidget | None = None) -> None:  # fmt: skip
        fields = [FormField("folder", _("Name"), required=True, limit=FOLDER_LIMIT)]
        if above is not None:
            choices: list[tuple[object, str]] = [((), _("At the top"))]
            choices += [(line.path, "/".join(line.path)) for line in above]
            fields.append(FormField("above", _("Inside"), FieldKind.CHOICE, choices=choices))
        super().__init__(heading, fields, act, send, parent, columns=1)
        self.form.set_values({"folder": name, "above": here} if above is not None else {"folder": name})
        self.form.focus_on("folder")

    def entry(self) -> Any:
        values = self.form.values()
        name = str(values["folder"] or "")
        return (*values["above"], name) if "above" in values else name  # type: ignore[misc]


class WhereDialog(FormDialog):
    """Chooses a folder among those that are there."""

    def __init__(self, heading: str, tree: Sequence[FolderLine], act: str, send: Send, parent: QWidget | None = None
                 ) -> None:  # fmt: skip
        choices: list[tuple[object, str]] = [(line.id, "/".join(line.path)) for line in tree if line.id is not None]
        super().__init__(heading, [FormField("folder", _("Folder"), FieldKind.CHOICE, required=True, choices=choices)],
                         act, send, parent, columns=1)  # fmt: skip
        self.form.focus_on("folder")

    def entry(self) -> UUID:
        return UUID(str(self.form.values()["folder"]))


class MarkDialog(FormDialog):
    """Chooses the secrecy mark of a document."""

    def __init__(self, mark: str, send: Send, parent: QWidget | None = None) -> None:
        choices: list[tuple[object, str]] = [("", _("No mark")), *((each.value, _(each.label)) for each in Secrecy)]
        said = _("Title, file name and content are sealed for the level that reads the mark. A lower mark, or none, "
                 "needs somebody else's approval.")  # fmt: skip
        super().__init__(_("Secrecy mark"), [FormField("mark", _("Mark"), FieldKind.CHOICE, choices=choices)], _("Set"),
                         send, parent, columns=1, said=said)  # fmt: skip
        self.form.set_values({"mark": mark})
        self.form.focus_on("mark")

    def entry(self) -> str:
        return str(self.form.values()["mark"] or "")
