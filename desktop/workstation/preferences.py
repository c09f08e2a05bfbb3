"""Remembers this user's choices on this machine, such as window sizes, printers and the language."""

import json
import logging
import re
from pathlib import Path
from typing import Any

from desktop.workstation.files import held, move_aside, write_atomically

log = logging.getLogger(__name__)

EVERYBODY = "all"
# a choice is no place for what opens an office; the keyring is
_SECRET = re.compile(r"pass(word|phrase)|secret|token|credential|(^|[._-])key$", re.IGNORECASE)


class Preferences:
    """Choices by name, kept in one JSON file; `for_person` gives the same for one person's own choices.

    Values are whatever JSON holds. A file that can't be written keeps the choice for this run and says so in the log;
    a file that can't be read is moved aside.
    """

    def __init__(self, path: Path, section: str = EVERYBODY) -> None:
        self._path = path
        self._section = section
        self._unsaved: dict[str, Any] = {}
        self._values: dict[str, Any] = self._read().get(section, {})

    def for_person(self, person_id: str) -> "Preferences":
        return Preferences(self._path, f"person:{person_id}")

    def get(self, key: str, default: Any = None) -> Any:
        return self._unsaved.get(key, self._values.get(key, default))

    def set(self, key: str, value: Any) -> None:
        """Keeps `value` on disk; ValueError if the name tells of a secret, TypeError if JSON can't hold it."""
        if _SECRET.search(key):
            raise ValueError(f"{key!r} sounds like a secret, and preferences are readable")
        json.dumps(value)
        if key not in self._unsaved and key in self._values and self._values[key] == value:
            return
        self._write(key, value)

    def forget(self, key: str) -> None:
        self._unsaved.pop(key, None)
        if key in self._values:
            self._write(key, None)

    def _write(self, key: str, value: Any) -> None:
        try:
            with held(self._path):
                # another window of this user may have written meanwhile: only this one value is ours
                sections = self._load()
                values = sections.setdefault(self._section, {})
                if value is None:
                    values.pop(key, None)
                else:
                    values[key] = value
                text = json.dumps(sections, ensure_ascii=False, indent=1, sort_keys=True)
                write_atomically(self._path, text.encode("utf-8"))
        except OSError as error:
            log.warning("preferences can't be saved (%s); they hold until the program ends", type(error).__name__)
            self._unsaved[key] = value
            return
        self._values = values
        self._unsaved.pop(key, None)

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            with held(self._path):
                return self._load()
        except OSError as error:
            log.warning("preferences can't be read (%s)", type(error).__name__)
            return {}

    def _load(self) -> dict[str, dict[str, Any]]:
        try:
            sections = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except ValueError:
            sections = None
        if isinstance(sections, dict) and all(isinstance(values, dict) for values in sections.values()):
            return sections
        log.warning("preferences were damaged and begin anew; the old file is %s", move_aside(self._path).name)
        return {}
