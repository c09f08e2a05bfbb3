"""What a newer backup knows of an older one: whom the office erased or shut out in between."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from desktop.models.base import database as tables_lie_in
from desktop.models.database import OfficeDatabase
from desktop.rules.backups import BadBackup
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Mandate, Right, Scope
from desktop.services import archive_opening, duties
from desktop.services.archive_opening import KeyOf
from desktop.services.archives import Contents, Manifest
from desktop.services.backups import scratch_below
from desktop.services.duties import Duty
from desktop.services.proving import looker, unpacked
from desktop.services.work import Work

Check = Callable[[Contents, OfficeDatabase], object]
Progress = Callable[..., object]
Owed = list[tuple[Duty, Any]]


def owed_since(archive: Path, key_of: KeyOf, check: Check, beside: Sequence[Path], scratch: Path,
               progress: Progress) -> Owed | None:  # fmt: skip
    """What the newest sound backup among `beside` asks of the restored `archive`; None where `beside` has none that is
    newer. Raises BadBackup, NewerOffice for `archive` itself.
    """
    mine = archive_opening.look(archive, key_of).manifest
    for path, _manifest in _newer(mine, archive, key_of, beside):
        try:
            with scratch_below(scratch) as folder, unpacked(path, key_of, folder, None, progress) as (contents, copy):
                check(contents, copy)
                return _gathered(contents, copy)
        except BadBackup:
            # another may be whole
            continue
    return None


def _newer(mine: Manifest, archive: Path, key_of: KeyOf, beside: Sequence[Path]) -> list[tuple[Path, Manifest]]:
    """Newer backups of the same office that the same key opens, the newest first."""
    found = []
    for path in beside:
        try:
            told = archive_opening.look(path, key_of).manifest
        except OfficeError:
            continue
        if told.office == mine.office and told.made_at > mine.made_at and path != archive:
            found.append((path, told))
    return sorted(found, key=lambda each: each[1].made_at, reverse=True)


def _gathered(contents: Contents, copy: OfficeDatabase) -> Owed:
    with tables_lie_in.elsewhere(copy.engine):
        mandate = Mandate(contents.manifest.maker, None, {Right.RUN_OFFICE: Scope.ALL})
        me, settings = looker(copy, contents, None, mandate)
        work = Work(copy, me, settings)
        with copy.reading():
            return duties.gather(work)
