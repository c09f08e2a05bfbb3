"""Keeps a small log that says what happened in the program, but nothing that was entered into it."""

import logging
import platform
import sys
import threading
import traceback
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from desktop.rules.errors import OfficeError

FILE = "clientele.log"
SIZE = 1_000_000
COPIES = 4  # with the running one, five files
OURS = "desktop"

log = logging.getLogger(__name__)


class DiscreetFormatter(logging.Formatter):
    """Tells where an exception came from, never what it says: its text may quote a client."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(threadName)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        # another handler may have left the full text of the exception on the record
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei: object) -> str:
        error = ei[1] if isinstance(ei, tuple) else None
        return describe(error) if isinstance(error, BaseException) else ""

    def formatStack(self, stack_info: str) -> str:
        return ""

    def formatMessage(self, record: logging.LogRecord) -> str:
        if not _is_ours(record):
            # libraries put values into their messages; the message without them still tells what it is about
            record.message = (
                record.msg if isinstance(record.msg, str) and record.args else f"({type(record.msg).__name__})"
            )
        return super().formatMessage(record)


class _Files(logging.FileHandler):
    """The running file and its copies. The library's own would load sockets, queues and pickles with it."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._turn_over_before(len(self.format(record).encode("utf-8", "replace")) + 1)
            super().emit(record)
        except OSError:
            self.handleError(record)

    def _turn_over_before(self, length: int) -> None:
        running = Path(self.baseFilename)
        if not running.is_file() or running.stat().st_size + length < SIZE:
            return
        self.close()
        files = [running, *(running.with_name(f"{running.name}.{number}") for number in range(1, COPIES + 1))]
        # a second program may hold the file (Windows): then it grows on, and is turned over later
        with suppress(OSError):
            for older, newer in zip(files[:0:-1], files[-2::-1], strict=True):
                if newer.exists():
                    newer.replace(older)

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk must not stop the work that is being logged."""


def install(folder: Path, level: int = logging.INFO) -> Path:
    """Begins to write the log in `folder` and returns its file; calling it again moves it there."""
    remove()
    handler = _Files(folder / FILE, encoding="utf-8", delay=True)
    handler.setFormatter(DiscreetFormatter())
    handler.addFilter(lambda record: _is_ours(record) or record.levelno >= logging.WARNING)
    root = logging.getLogger()
    root.addHandler(handler)
    logging.getLogger(OURS).setLevel(level)
    return folder / FILE


def remove() -> None:
    """Closes the log file."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _Files)]:
        root.removeHandler(handler)
        handler.close()


def catch_unhandled() -> None:
    """Sends what nobody caught, in any thread, to the log; a packed program has no console to show it."""

    def in_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            log.critical("nobody caught this", exc_info=(kind, error, trace))
        sys.__excepthook__(kind, error, trace)

    def in_thread(caught: threading.ExceptHookArgs) -> None:
        if caught.exc_value is not None:
            log.critical("nobody caught this", exc_info=caught.exc_value)

    sys.excepthook = in_main
    threading.excepthook = in_thread


def support_files(folder: Path) -> list[Path]:
    """The log files there are, the newest first."""
    found = [folder / FILE, *(folder / f"{FILE}.{number}" for number in range(1, COPIES + 1))]
    return [path for path in found if path.is_file()]


def pack_for_support(folder: Path, target: Path, facts: Mapping[str, str]) -> Path:
    """Puts the log files, the system's name and `facts` into a zip file that can be handed on; OSError if it can't."""
    about = {"system": platform.platform(), "python": platform.python_version(), **facts}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("about.txt", "".join(f"{name}: {value}\n" for name, value in about.items()))
        for path in support_files(folder):
            parcel.write(path, path.name)
    return target


def describe(error: BaseException) -> str:
    """The chain of an exception as kinds and places in the code, the deepest cause first, without any value."""
    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and step not in chain:
        chain.append(step)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return "\nthen\n".join(_describe_one(link) for link in reversed(chain))


def _describe_one(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}: {frame.line or ''}" for frame in frames]
    kind = type(error)
    said = f": {error.message}" if isinstance(error, OfficeError) else ""
    number = f" (errno {error.errno})" if isinstance(error, OSError) and error.errno else ""
    return "\n".join([*lines, f"{kind.__module__}.{kind.__qualname__}{number}{said}"])


def _place(filename: str) -> str:
    # the way to the program is of no use, and may hold the user's name
    parts = Path(filename).parts
    for anchor in ("site-packages", OURS):
        if anchor in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(anchor) :])
    return parts[-1] if parts else filename


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name == OURS or record.name.startswith(f"{OURS}.")
