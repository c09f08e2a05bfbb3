"""The reader's own process: takes documents from standard input, gives words and pages, and may die of a hostile file.

Nothing it says is believed further than its form: the program reads plain JSON and bytes from it, never an object. It
knows neither the office nor a key. It ends with the program, after a while without work, and where one request takes
more time or memory than it may.
"""

import json
import os
import struct
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from desktop.rules.document_reading import LABELS_LIMIT, NO_OCR, TOO_LARGE, PagePicture, Unreadable, to_plain
from desktop.services.document_texts import Opened, opened

FRAME = struct.Struct(">II")  # lengths: of the JSON, and of the bytes after it
MEMORY = 2_000_000_000  # bytes; half a minute of a scan takes one
IDLE = 60.0  # seconds
OUT_OF_MEMORY, OUT_OF_TIME = 70, 71  # exit statuses
CODES_DPI = 250  # the bars of a sheet are a quarter of a millimetre wide
_KEPT = 2  # documents open at once: one that is read, one that is looked at
_LOOKS = 0.2  # seconds between two looks of the watch


def main() -> int:
    """Serves until its standard input ends. Arguments: the engine that reads scans, and whether to give way."""
    engine, gives_way = [*sys.argv[-2:], ""][:2]
    if gives_way == "low" and hasattr(os, "nice"):
        os.nice(10)
    # libraries that chat on standard output would garble the answers
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    watch = _Watch()
    threading.Thread(target=watch.run, daemon=True).start()
    served = _Served(engine)
    requests = os.fdopen(0, "rb", closefd=False)
    while (request := read_frame(requests)) is not None:
        watch.begin(float(request[0].get("limit", 30)))
        write_frame(answers, *served.answer(*request))
        watch.rest()
    return 0


class _Served:
    """The documents that are open, each under the name the program gave it."""

    def __init__(self, engine: str) -> None:
        self._open: OrderedDict[str, Opened] = OrderedDict()
        self._engine_name = engine
        self._engine: Callable[[Any], str] | None = None

    def answer(self, asked: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
        try:
            if asked["do"] == "open":
                return self._take(asked, content), b""
            document = self._open.get(str(asked["key"]))
            if document is None:
                return {"unknown": True}, b""
            self._open.move_to_end(str(asked["key"]))
            return self._of(document, asked)
        except Unreadable as why:
            return {"refused": why.message}, b""
        except MemoryError:
            return {"refused": TOO_LARGE}, b""

    def _take(self, asked: Mapping[str, Any], content: bytes) -> dict[str, Any]:
        while len(self._open) >= _KEPT:
            self._open.popitem(last=False)[1].close()
        document = opened(content, str(asked["name"]), laid_out=bool(asked.get("laid_out")))
        self._open[str(asked["key"])] = document
        labels = [_clean(document.label(page)) for page in range(1, min(document.pages, LABELS_LIMIT) + 1)]
        return {"kind": document.kind.value, "pages": document.pages, "cut": document.cut,
                "labels": labels if any(labels) else []}  # fmt: skip

    def _of(self, document: Opened, asked: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        page = int(asked["page"])
        match asked["do"]:
            case "text":
                return {"text": _clean(document.text(page))}, b""
            case "values":
                shown = document.values(page)
                return {"label": shown.label, "blocks": to_plain(shown.blocks), "cut": shown.cut} if shown else {}, b""
            case "picture":
                return _picture(document.picture(page, int(asked["width"])))
            case "codes":
                return {"codes": _codes(document.image(page, dpi=CODES_DPI))}, b""
            case "scan":
                return {"text": _clean(self._scan(document, page))}, b""
        raise ValueError(asked["do"])

    def _scan(self, document: Opened, page: int) -> str:
        """The words on a page's picture."""
        if self._engine is None:
            module, _colon, name = self._engine_name.partition(":")
            try:
                self._engine = getattr(import_module(module), name)()
            except ImportError:
                raise Unreadable(NO_OCR) from None
        from desktop.services.document_ocr import DPI

        return self._engine(document.image(page, dpi=DPI))


def _picture(found: PagePicture) -> tuple[dict[str, Any], bytes]:
    return {"width": found.width, "height": found.height}, found.png


def _codes(image: Any) -> list[str]:
    """What bars and QR codes on a page's picture say, whichever way it lies."""
    import zxingcpp

    grey = image.convert("L")
    # as plain bytes, of a picture it would ask for numpy; it looks at them without holding on to them
    content = grey.tobytes()
    view = zxingcpp.ImageView(content, grey.width, grey.height, zxingcpp.ImageFormat.Lum)
    wanted = [zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode]
    # a clean print is told by its grey steps, a speckled scan by black and white
    for way in (zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.FixedThreshold):
        if found := zxingcpp.read_barcodes(view, formats=wanted, binarizer=way):
            return [_clean(one.text) for one in found]
    return []


def _clean(text: str) -> str:
    """What can't be written as UTF-8 is no word."""
    return text.encode("utf-8", "ignore").decode()


class _Watch:
    """Ends the process from beside: a library that is caught in a loop hears of nothing."""

    def __init__(self) -> None:
        self._until = time.monotonic() + IDLE
        self._busy = False

    def begin(self, limit: float) -> None:
        self._busy, self._until = True, time.monotonic() + limit

    def rest(self) -> None:
        self._busy, self._until = False, time.monotonic() + IDLE

    def run(self) -> None:
        while True:
            time.sleep(_LOOKS)
            if used_memory() > MEMORY:
                os._exit(OUT_OF_MEMORY)
            if time.monotonic() > self._until:
                os._exit(OUT_OF_TIME if self._busy else 0)


def used_memory() -> int:
    """Bytes of memory that this process uses, or has used at most where a system tells no better; 0 if unknown."""
    if sys.platform == "win32":
        return _used_on_windows()
    try:
        with Path("/proc/self/statm").open("rb") as told:
            return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _used_on_windows() -> int:
    import ctypes

    sizes = (ctypes.c_size_t * 10)()
    sizes[0] = ctypes.sizeof(sizes)
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 (known on Windows alone)
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    told = kernel.K32GetProcessMemoryInfo(ctypes.c_void_p(kernel.GetCurrentProcess()), ctypes.byref(sizes), sizes[0])
    return int(sizes[2]) if told else 0


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next JSON and its bytes; None where the other side has gone. ValueError for what is neither."""
    head = _exactly(stream, FRAME.size)
    if head is None:
        return None
    said, size = FRAME.unpack(head)
    text, content = _exactly(stream, said), _exactly(stream, size)
    if text is None or content is None:
        return None
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("no request")
    return found, content


def write_frame(stream: BinaryIO, said: Mapping[str, Any], content: bytes = b"") -> None:
    text = json.dumps(said).encode()
    stream.write(FRAME.pack(len(text), len(content)) + text)
    stream.write(content)
    stream.flush()


def _exactly(stream: BinaryIO, size: int) -> bytes | None:
    found = stream.read(size)
    return found if len(found) == size else None


if __name__ == "__main__":
    sys.exit(main())
