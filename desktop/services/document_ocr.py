"""Reads scanned paper for words, where the reader for it is installed: `pip install clientele[ocr]` (DO-1)."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

ENGINE = "desktop.services.document_ocr:rapid"
DPI = 150  # printed text of 12 points is read without a fault from 100 on
_THUMBNAIL = 1_100  # pixels, to find out which way up a page is
_SAME_LINE = 0.6  # of a line's height


class Read(NamedTuple):
    """One piece of text on a picture: its middle, its size in pixels, and how sure the reader is."""

    text: str
    x: float
    y: float
    width: float
    height: float
    score: float


def installed() -> bool:
    """Whether scanned paper can be read here. Nothing is loaded for the answer."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def rapid() -> Callable[[Any], str]:
    """The reader, to be given one picture after the other. Raises ImportError where it is not installed."""
    import numpy
    from rapidocr import RapidOCR  # type: ignore[import-not-found, unused-ignore]

    engine = RapidOCR()

    def see(image: Any) -> list[Read]:
        found = engine(numpy.asarray(image.convert("RGB"))[:, :, ::-1], use_cls=False)
        if found.boxes is None:
            return []
        return [_read(box, text, score) for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)]

    return lambda image: in_order(see(upright(image, see)))


def _read(box: Any, text: str, score: float) -> Read:
    across, down = [float(point[0]) for point in box], [float(point[1]) for point in box]
    left, right, top, bottom = min(across), max(across), min(down), max(down)
    return Read(text, (left + right) / 2, (top + bottom) / 2, right - left, bottom - top, float(score))


def upright(image: Any, see: Callable[[Any], Sequence[Read]]) -> Any:
    """The picture turned so that most is read of it, tried on a small one: readers see upside down, but in a wrong
    order."""
    small = image.copy()
    small.thumbnail((_THUMBNAIL, _THUMBNAIL))
    worth = {turn: _worth(see(small.rotate(turn, expand=True) if turn else small)) for turn in (0, 90, 180, 270)}
    best = max(worth, key=lambda turn: (worth[turn], -turn))
    return image.rotate(best, expand=True) if best else image


def _worth(read: Sequence[Read]) -> float:
    if not read:
        return 0.0
    sure = sum(each.score * len(each.text) for each in read)
    shapes = sorted(each.width / max(each.height, 1.0) for each in read)
    # lines that are higher than wide stand on their side
    return sure if shapes[len(shapes) // 2] >= 1 else sure / 2


def in_order(read: Sequence[Read]) -> str:
    """What was read, line by line from the left."""
    lines: list[list[Read]] = []
    for each in sorted(read, key=lambda each: each.y):
        if lines and abs(each.y - lines[-1][0].y) < _SAME_LINE * max(each.height, lines[-1][0].height):
            lines[-1].append(each)
        else:
            lines.append([each])
    return "\n".join(" ".join(each.text for each in sorted(line, key=lambda each: each.x)) for line in lines)
