"""The program's end of the reader's own process: starts it, asks it, and lets no hostile file reach further (DO-1)."""

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from desktop.rules.document_reading import (
    CRASHED,
    DAMAGED,
    REASONS,
    TOO_LARGE,
    TOO_SLOW,
    Kind,
    PagePicture,
    PageValues,
    Unreadable,
    from_plain,
)
from desktop.services import document_ocr
from desktop.services.document_worker import OUT_OF_MEMORY, OUT_OF_TIME, read_frame, write_frame

FROZEN = "--read-documents"
"""What a frozen program is started with to be the reader: it has no Python beside it."""
PAGE_LIMIT = 30.0  # seconds for one page, or for opening a document
SCAN_LIMIT = 300.0
_LOOK = 0.1  # seconds between two questions whether the work is still wanted
_GRACE = 2.0  # for the process to end itself before it is ended

Tick = Callable[[], object]


class Paper(NamedTuple):
    """A document to be read: a name that stays the same for the same content, its file's name, and what gives its
    bytes when they are needed. `laid_out`: for how its pages look, and not for its words."""

    key: str
    name: str
    content: Callable[[], bytes]
    laid_out: bool = False


class Opening(NamedTuple):
    """What a document is, how many pages can be asked for, what they are called, and whether it has more."""

    kind: Kind
    pages: int
    labels: tuple[str, ...] = ()
    cut: bool = False


class Reader:
    """One process, started when it is first asked and anew after it died; asked by one thread after the other.

    `tick` is called while an answer is waited for: if it raises, the process is killed and the work is over.
    """

    def __init__(self, *, gives_way: bool = False, engine: str = document_ocr.ENGINE) -> None:
        self._gives_way, self._engine = gives_way, engine
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def open(self, paper: Paper, tick: Tick | None = None) -> Opening:
        """What a document is and how many pages it has. Raises Unreadable."""
        with self._turn:
            said, _content = self._ask(_opening(paper), paper.content(), tick)
        return _checked(lambda: Opening(Kind(said["kind"]), max(0, int(said["pages"])),
                                        tuple(str(label) for label in said["labels"]), bool(said["cut"])))  # fmt: skip

    def text(self, paper: Paper, page: int, tick: Tick | None = None) -> str:
        """The words of a page. Raises Unreadable."""
        said, _content = self._of(paper, {"do": "text", "page": page}, tick)
        return _checked(lambda: str(said["text"]))

    def scan(self, paper: Paper, page: int, tick: Tick | None = None) -> str:
        """The words on a page's picture. Raises Unreadable."""
        said, _content = self._of(paper, {"do": "scan", "page": page, "limit": SCAN_LIMIT}, tick)
        return _checked(lambda: str(said["text"]))

    def codes(self, paper: Paper, page: int, tick: Tick | None = None) -> list[str]:
        """What bars and QR codes on a page's picture say. Raises Unreadable."""
        said, _content = self._of(paper, {"do": "codes", "page": page}, tick)
        return _checked(lambda: [str(code) for code in said["codes"]])

    def values(self, paper: Paper, page: int, tick: Tick | None = None) -> PageValues | None:
        """A page to be drawn from values; None for one that is a picture. Raises Unreadable."""
        said, _content = self._of(paper, {"do": "values", "page": page}, tick)
        if not said:
            return None
        return _checked(lambda: PageValues(str(said["label"]), from_plain(said["blocks"]), bool(said["cut"])))

    def picture(self, paper: Paper, page: int, width: int, tick: Tick | None = None) -> PagePicture:
        """A page's picture, `width` pixels wide. Raises Unreadable."""
        said, content = self._of(paper, {"do": "picture", "page": page, "width": width}, tick)
        return _checked(lambda: PagePicture(content, int(said["width"]), int(said["height"])))

    def close(self) -> None:
        """Ends the process, with all it has in memory."""
        with self._turn:
            self._kill()

    @property
    def running(self) -> int | None:
        """The id of the process while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def _of(self, paper: Paper, asked: Mapping[str, Any], tick: Tick | None) -> tuple[dict[str, Any], bytes]:
        asked = {**asked, "key": paper.key}
        with self._turn:
            said, content = self._ask(asked, b"", tick)
            if said.get("unknown"):
                # it ended meanwhile, or has had others to read since
                self._ask(_opening(paper), paper.content(), tick)
                said, content = self._ask(asked, b"", tick)
        return said, content

    def _ask(self, asked: Mapping[str, Any], content: bytes, tick: Tick | None) -> tuple[dict[str, Any], bytes]:
        fresh = self.running is None
        answer = self._answered(asked, content, tick)
        if answer is None and not fresh and self._ended() == 0:
            # it had just gone to sleep
            answer = self._answered(asked, content, tick)
        if answer is None:
            why = {OUT_OF_MEMORY: TOO_LARGE, OUT_OF_TIME: TOO_SLOW}.get(self._ended(), CRASHED)
            self._kill()
            raise Unreadable(why)
        said = answer[0]
        if "refused" in said:
            raise Unreadable(said["refused"] if said["refused"] in REASONS else DAMAGED)
        return answer

    def _answered(self, asked: Mapping[str, Any], content: bytes, tick: Tick | None) -> Any:
        """None where the process died over it."""
        process = self._started()
        limit = float(asked.get("limit", PAGE_LIMIT))
        try:
            write_frame(process.stdin, {**asked, "limit": limit}, content)  # type: ignore[arg-type]
        except OSError:
            return None
        until = time.monotonic() + limit + _GRACE
        try:
            while True:
                with suppress(queue.Empty):
                    return self._answers.get(timeout=_LOOK)
                if tick is not None:
                    tick()
                if time.monotonic() > until:
                    self._kill()
                    raise Unreadable(TOO_SLOW)
        except BaseException:
            # an answer that nobody waits for would be taken for the next one
            self._kill()
            raise

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._kill()
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW | (subprocess.BELOW_NORMAL_PRIORITY_CLASS if self._gives_way else 0)
        process: subprocess.Popen[bytes] = subprocess.Popen(
            [*_command(), self._engine, "low" if self._gives_way else "usual"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, creationflags=flags,
        )  # fmt: skip
        self._process, self._answers = process, queue.SimpleQueue()
        threading.Thread(target=_listen, args=(process.stdout, self._answers), name="reader", daemon=True).start()
        return process

    def _ended(self) -> int:
        """The exit status of the process, which is at its end."""
        if self._process is None:
            return 0
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(_GRACE)
        return -1

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            # what it was still to be told is lost with it
            with suppress(OSError):
                if stream is not None:
                    stream.close()


def _opening(paper: Paper) -> dict[str, Any]:
    return {"do": "open", "key": paper.key, "name": paper.name, "laid_out": paper.laid_out}


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN]
    root = str(Path(__file__).resolve().parents[2])
    start = f"import sys; sys.path.insert(0, {root!r}); from desktop.services.document_worker import main; main()"
    return [sys.executable, "-c", start]


def _listen(stream: Any, answers: "queue.SimpleQueue[Any]") -> None:
    """Takes answers as they come; None at the end, whatever ended it."""
    with suppress(OSError, ValueError):
        while (answer := read_frame(stream)) is not None:
            answers.put(answer)
    answers.put(None)


def _checked(build: Callable[[], Any]) -> Any:
    """An answer in the form that was asked for; a reader that gives another has been turned by what it read."""
    try:
        return build()
    except (KeyError, TypeError, ValueError):
        raise Unreadable(CRASHED) from None
