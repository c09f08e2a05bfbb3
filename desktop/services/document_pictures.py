"""Reads pictures from memory, upright as they were taken, and never larger than memory allows (DO-1)."""

import io
import warnings
from typing import Any

from desktop.rules.document_reading import (
    DAMAGED,
    LARGEST_PICTURE,
    NO_PAGE,
    TOO_LARGE,
    Kind,
    PagePicture,
    PageValues,
    Unreadable,
)

# what an office scans and photographs; each reader more is one more that a hostile file may try
FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_SHARPER = 2  # a JPEG is read at most so much larger than it is shown


class Picture:
    """An opened picture; a TIFF may have several pages. Raises Unreadable."""

    kind = Kind.PICTURE
    cut = False

    def __init__(self, content: bytes) -> None:
        self._content = content
        with _told():
            opened = _opened(content)
            # of films only the first picture counts
            self.pages = int(getattr(opened, "n_frames", 1)) if opened.format == "TIFF" else 1

    def close(self) -> None:
        self._content = b""

    def label(self, page: int) -> str:
        return ""

    def text(self, page: int) -> str:
        return ""

    def values(self, page: int) -> PageValues | None:
        return None

    def picture(self, page: int, width: int) -> PagePicture:
        """The picture as wide as asked for, or as it is where that is less."""
        return as_png(self.image(page, width=width))

    def image(self, page: int, *, width: int = 0, dpi: int = 0) -> Any:
        """`dpi`: as large as paper of A4 at this resolution."""
        from PIL import Image, ImageOps

        if not 1 <= page <= self.pages:
            raise Unreadable(NO_PAGE)
        side = min(width, LARGEST_PICTURE) if width else round(11.7 * dpi)
        with _told():
            opened = _opened(self._content)
            if opened.format == "TIFF" and page > 1:
                opened.seek(page - 1)
                _check_size(opened)
            opened.draft("RGB", (side * _SHARPER, side * _SHARPER))
            upright = ImageOps.exif_transpose(opened)
            across, down = upright.size
            longest = across if width else max(across, down)
            if longest > side:
                size = (max(1, across * side // longest), max(1, down * side // longest))
                upright = upright.convert("RGBA" if upright.mode in ("P", "LA", "PA") else _plain(upright.mode))
                upright = upright.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
            return _on_white(upright)


def as_png(image: Any) -> PagePicture:
    into = io.BytesIO()
    # writing path: a picture in memory, and no row
    image.save(into, "PNG", compress_level=1)
    return PagePicture(into.getvalue(), *image.size)


def _plain(mode: str) -> str:
    return mode if mode in ("L", "RGB", "RGBA") else "RGB"


def _on_white(image: Any) -> Any:
    """What is see-through is paper."""
    from PIL import Image

    if image.mode in ("LA", "PA", "P"):
        image = image.convert("RGBA")
    if image.mode != "RGBA":
        return image if image.mode in ("L", "RGB") else image.convert("RGB")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _opened(content: bytes) -> Any:
    from PIL import Image

    opened = Image.open(io.BytesIO(content), formats=FORMATS)
    _check_size(opened)
    return opened


def _check_size(opened: Any) -> None:
    from PIL import Image

    if opened.size[0] * opened.size[1] > (Image.MAX_IMAGE_PIXELS or 0):
        raise Unreadable(TOO_LARGE)


class _told(warnings.catch_warnings):  # noqa: N801 (used as a function)
    """What the library says of a picture it can't read, in our words."""

    def __enter__(self) -> Any:
        found = super().__enter__()
        # of what is odd in a picture there is nobody to be warned
        warnings.simplefilter("ignore")
        return found

    def __exit__(self, *about: Any) -> None:
        super().__exit__(*about)
        kind, trouble = about[0], about[1]
        if kind is None or isinstance(trouble, Unreadable) or not issubclass(kind, Exception):
            return
        if kind.__name__ == "DecompressionBombError" or issubclass(kind, MemoryError):
            raise Unreadable(TOO_LARGE) from None
        raise Unreadable(DAMAGED) from None
