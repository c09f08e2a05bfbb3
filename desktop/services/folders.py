"""The folders of a client's file and of the office: their tree, and what is done to them (DO-1).

A client has no folder rows until something is filed: those that would be made are told by their path alone. Folders of
one name in one place, as two files bring them together that become one, are shown and used as one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_, translator
from desktop.models.clients import Client
from desktop.models.folders import Document, Folder, FolderEntry
from desktop.rules import documents as rules
from desktop.rules.documents import Path
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right
from desktop.rules.text import fold
from desktop.rules.values import dataclass
from desktop.services.work import Work

TOPIC = "documents"
_TEMPLATES = {True: "folder_template", False: "office_folder_template"}


@dataclass(frozen=True, slots=True)
class FolderLine:
    """A folder as a tree shows it. `id` is None where it is made with the first document; `documents` are those in it
    that this person may know of, `below` those in it and in what it holds."""

    id: UUID | None
    path: Path
    documents: int = 0
    below: int = 0

    @property
    def name(self) -> str:
        return self.path[-1]


def tree(work: Work, client_id: UUID | None) -> tuple[FolderLine, ...]:
    """The folders of a client, or of the office for None, each before what it holds, in the office's order. Raises
    NotAllowed, NotFound."""
    work.require(Right.SEE_DOCUMENTS)
    if client_id is not None:
        client = work.get(Client, client_id, withdrawn=True)
        work.require(Right.SEE_DOCUMENTS, client)
    found = Shelf(work, client_id)
    held = _counts(work, client_id)
    counts = {path: sum(held.get(key, 0) for key in keys) for path, keys in found.keys.items()}
    there = list(found.ordered()) or _template(work, client_id)
    wanted = dict.fromkeys(path[:depth] for path in there for depth in range(1, len(path) + 1))
    below = dict.fromkeys(wanted, 0)
    for path in wanted:
        for depth in range(1, len(path) + 1):
            below[path[:depth]] += counts.get(path, 0)
    return tuple(FolderLine(found.first(path), path, counts.get(path, 0), below[path]) for path in wanted)


def add_folder(work: Work, client_id: UUID | None, path: Path) -> UUID:
    """Makes a folder, and those above it that are not there yet. Raises BadEntry where there is one already,
    NotAllowed, NotFound."""
    _require(work, client_id)
    work.alone()
    wanted = tuple(rules.checked_folder(name) for name in path)
    if Shelf(work, client_id).first(wanted) is not None:
        raise BadEntry(N_("There is a folder “{name}” here already."), "folder", name=wanted[-1])
    client = ensure(work, client_id, [wanted])[wanted]
    work.record(TOPIC, "add_folder", *_subject(client_id))
    return client


def rename_folder(work: Work, folder_id: UUID, name: str) -> None:
    """Raises BadEntry where there is one of this name beside it, NotAllowed, NotFound."""
    shelf, path = _to_change(work, folder_id)
    wanted = (*path[:-1], rules.checked_folder(name))
    if wanted == path:
        return
    if fold(wanted[-1]) != fold(path[-1]) and shelf.first(wanted) is not None:
        raise BadEntry(N_("There is a folder “{name}” here already."), "folder", name=wanted[-1])
    for row in shelf.rows(path):
        work.change(row, {"name": wanted[-1]})
    work.record(TOPIC, "rename_folder", *_subject(shelf.client_id))


def move_folder(work: Work, folder_id: UUID, into: UUID | None, before: UUID | None = None) -> None:
    """Puts a folder into another one of the same file, or to the top for None; `before` names the one it stands before,
    else it comes last. Raises BadEntry for a place within itself or a name that is taken there, NotAllowed, NotFound.
    """
    shelf, path = _to_change(work, folder_id)
    target = shelf.path(into) if into is not None else ()
    if target[: len(path)] == path:
        raise BadEntry(N_("A folder can't be put into itself."), "folder")
    wanted = (*target, path[-1])
    if len(wanted) + shelf.depth(path) > rules.DEEPEST:
        raise BadEntry(N_("Folders are at most {most} deep."), "folder", most=rules.DEEPEST)
    if wanted != path and shelf.first(wanted) is not None:
        raise BadEntry(N_("There is a folder “{name}” here already."), "folder", name=path[-1])
    beside = [key for key in shelf.children(target) if key != path]
    at = beside.index(shelf.path(before)) if before is not None else len(beside)
    for position, each in enumerate([*beside[:at], path, *beside[at:]]):
        for row in shelf.rows(each):
            moved = {"parent": shelf.first(target) if target else None} if each == path and wanted != path else {}
            work.change(row, {"position": position, **moved})
    work.record(TOPIC, "move_folder", *_subject(shelf.client_id))


def withdraw_folder(work: Work, folder_id: UUID) -> None:
    """Takes an empty folder out of use, with the empty ones in it. Raises BadEntry that says what it holds, NotAllowed,
    NotFound."""
    shelf, path = _to_change(work, folder_id)
    inside = [each for each in shelf.keys if each[: len(path)] == path]
    keys = [key for each in inside for key in shelf.keys[each]]
    held = list(_standing(work, keys).order_by(Document.sort_key).limit(4))
    if held:
        count = _standing(work, keys).count()
        names = "、".join(row.title for row in held[:3])
        raise BadEntry(N_("The folder is not empty: it holds {count} documents ({names}). Move them first, or take "
                          "them out of use."), "folder", count=count, names=names)  # fmt: skip
    for each in inside:
        for row in shelf.rows(each):
            work.withdraw(row)
    work.record(TOPIC, "withdraw_folder", *_subject(shelf.client_id), folders=len(inside))


def restore_folder(work: Work, folder_id: UUID) -> None:
    """Brings a folder back. Raises BadEntry where the one above it is out of use or its name was given again,
    NotAllowed, NotFound."""
    row = work.get(Folder, folder_id, withdrawn=True)
    _require(work, row.client_id)
    work.alone()
    shelf = Shelf(work, row.client_id)
    above = shelf.path(row.parent_id) if row.parent_id is not None else ()
    if shelf.first((*above, row.name)) is not None:
        raise BadEntry(N_("There is a folder “{name}” here already."), "folder", name=row.name)
    if work.change(row, {"withdrawn_at": None}):
        work.record(TOPIC, "restore_folder", *_subject(row.client_id))


# For the verbs of documents


class Shelf:
    """The folders in use of one client, or of the office, by their paths. Part of verbs that have asked the right."""

    def __init__(self, work: Work, client_id: UUID | None) -> None:
        whose = Folder.client == client_id if client_id is not None else Folder.client.is_null()
        self.client_id = client_id
        self._rows = {row.id: row for row in work.visible(Folder).where(whose).order_by(Folder.position, Folder.id)}
        self._paths: dict[UUID, Path] = {}
        self.keys: dict[Path, list[UUID]] = {}
        self._folded: dict[Path, Path] = {}
        for key in self._rows:
            path = self._path_of(key)
            if path is not None:
                self.keys.setdefault(path, []).append(key)

    def _path_of(self, key: UUID) -> Path | None:
        """None where one above it is out of use."""
        if key not in self._paths:
            row = self._rows.get(key)
            above = self._path_of(row.parent_id) if row is not None and row.parent_id is not None else ()
            if row is None or above is None:
                return None
            path = (*above, row.name)
            # one folder, however it is written
            self._paths[key] = self._folded.setdefault(_folded(path), path)
        return self._paths[key]

    def path(self, key: UUID) -> Path:
        """Raises NotFound."""
        if key not in self._paths:
            raise NotFound(str(key))
        return self._paths[key]

    def of(self, path: Path) -> list[UUID]:
        """The folders that are this one."""
        return self.keys.get(self._folded.get(_folded(path), path), [])

    def first(self, path: Path) -> UUID | None:
        return next(iter(self.of(path)), None)

    def rows(self, path: Path) -> list[Any]:
        return [self._rows[key] for key in self.of(path)]

    def children(self, path: Path) -> list[Path]:
        return [each for each in self.keys if each[:-1] == path]

    def depth(self, path: Path) -> int:
        return max((len(each) - len(path) for each in self.keys if each[: len(path)] == path), default=0)

    def ordered(self) -> Iterable[Path]:
        """Each before what it holds."""

        def below(path: Path) -> Iterable[Path]:
            for each in self.children(path):
                yield each
                yield from below(each)

        return below(())


def ensure(work: Work, client_id: UUID | None, paths: Collection[Path]) -> dict[Path, UUID]:
    """The folders of these paths, made where they are missing; the first time with all of the office's template. Part
    of the verb that files, which has asked the right and records."""
    work.require(Right.FILE_DOCUMENTS)
    shelf = Shelf(work, client_id)
    wanted: list[Path] = [*(() if shelf.keys else _template(work, client_id)), *paths]
    made: dict[Path, UUID] = {}
    added: list[Folder] = []
    places: dict[Path, int] = {}

    def key_of(path: Path) -> UUID:
        known = shelf.first(path) or made.get(_folded(path))
        if known is not None:
            return known
        parent = key_of(path[:-1]) if len(path) > 1 else None
        above = path[:-1]
        places[above] = places.get(above, len(shelf.children(above))) + 1
        row = Folder(client=client_id, parent=parent, name=path[-1], position=places[above] - 1)
        added.append(row)
        made[_folded(path)] = row.id
        return UUID(str(row.id))

    found = {path: key_of(path) for path in wanted}
    if added:
        work.add_rows(Folder, added)
    return {path: found[path] for path in paths}


def alike(work: Work, folder_id: UUID) -> tuple[Any, list[UUID]]:
    """A folder that I may see, and the ids of all that are shown as it. Raises NotFound."""
    row = work.get(Folder, folder_id)
    shelf = Shelf(work, row.client_id)
    return row, shelf.of(shelf.path(row.id))


def home_path(work: Work, client_id: UUID | None, kind: str) -> Path:
    """Where a paper of this kind goes when nobody says: among the folders there are, or would be. Raises NotFound."""
    if client_id is not None:
        work.get(Client, client_id, withdrawn=True)
    tops: list[Path] = [path for path in Shelf(work, client_id).ordered() if len(path) == 1]
    paths = tops or _template(work, client_id)
    return rules.home_of(kind, paths, translator(str(work.settings["language"])))


def paths_of(work: Work, keys: Iterable[UUID]) -> Mapping[UUID, Path]:
    """The paths of folders that I may see, by id; folders out of use have none."""
    wanted = set(keys)
    if not wanted:
        return {}
    whose = {row.client_id for row in work.visible(Folder).where(Folder.id.in_(wanted)).select(Folder.client)}
    found: dict[UUID, Path] = {}
    for client_id in whose:
        shelf = Shelf(work, client_id)
        found.update({key: path for path, ids in shelf.keys.items() for key in ids if key in wanted})
    return found


def _template(work: Work, client_id: UUID | None) -> Sequence[Path]:
    # names of folders are data: they follow the office's language and not the screen's
    say = translator(str(work.settings["language"]))
    return rules.template(work.settings, _TEMPLATES[client_id is not None], say)


def _require(work: Work, client_id: UUID | None) -> None:
    work.require(Right.FILE_DOCUMENTS, work.get(Client, client_id) if client_id is not None else None)


def _to_change(work: Work, folder_id: UUID) -> tuple[Shelf, Path]:
    row = work.get(Folder, folder_id)
    _require(work, row.client_id)
    work.alone()
    shelf = Shelf(work, row.client_id)
    return shelf, shelf.path(row.id)


def _standing(work: Work, folders: Sequence[UUID]) -> Any:
    """Documents in use that stand in these folders."""
    entries = work.visible(FolderEntry).where(FolderEntry.folder.in_(folders)).select(FolderEntry.document)
    return work.visible(Document).where(Document.id.in_(entries))


def _counts(work: Work, client_id: UUID | None) -> dict[UUID, int]:
    whose = FolderEntry.client == client_id if client_id is not None else FolderEntry.client.is_null()
    entries = work.visible(FolderEntry).where(whose)
    entries = entries.select(FolderEntry.folder, peewee.fn.COUNT(peewee.SQL("*"))).group_by(FolderEntry.folder)
    counted = dict(entries.tuples())
    # few are out of use, so these are taken off instead of looking at each that is not
    gone = entries.join(Document).where(Document.withdrawn_at.is_null(False) & (
        Document.client == client_id if client_id is not None else Document.client.is_null()))  # fmt: skip
    for key, number in gone.tuples():
        counted[key] -= number
    return counted


def _subject(client_id: UUID | None) -> tuple[Client | None]:
    return (Client(id=client_id) if client_id is not None else None,)


def _folded(path: Path) -> Path:
    return tuple(fold(name) for name in path)
