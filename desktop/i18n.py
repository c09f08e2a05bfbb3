"""Messages in the user's language: `_` translates now, `N_` only marks, a `Translator` serves sheets."""

import gettext
import struct
from functools import cache
from pathlib import Path

LANGUAGES = ("zh_CN", "en")
DOMAIN = "clientele"


def N_(message: str) -> str:
    """Marks a message id for extraction; whoever shows it translates it."""
    return message


class Translator:
    """One language's messages, for what must not follow the screen: sheets, exports, tests."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, message: str) -> str:
        # gettext answers the empty id with the catalogue's header
        return self._catalogue.gettext(message) if message else ""

    def plural(self, one: str, many: str, count: int) -> str:
        return self._catalogue.ngettext(one, many, count)


class Catalogue(gettext.NullTranslations):
    """A compiled catalogue. It decodes what it is asked for: a start says a tenth of it, the library would read all."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        data = self._data = path.read_bytes()
        order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
        count, ids, texts = struct.unpack_from(f"{order}3I", data, 8)
        places = struct.unpack_from(f"{order}{2 * count}I", data, ids)
        self._texts = struct.unpack_from(f"{order}{2 * count}I", data, texts)
        # a plural stands under its singular
        self._numbers = {
            data[start : start + length].partition(b"\0")[0]: number
            for number, (length, start) in enumerate(zip(places[::2], places[1::2], strict=True))
        }
        self._known: dict[str, list[str]] = {}
        header = "".join(self._forms("")).partition("plural=")[2]
        self._form = gettext.c2py(header.partition(";")[0] or "n != 1")

    def gettext(self, message: str) -> str:
        forms = self._forms(message)
        return forms[0] if len(forms) == 1 else forms[self._form(1)] if forms else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        forms = self._forms(msgid1)
        return forms[self._form(n)] if forms else msgid1 if n == 1 else msgid2

    def _forms(self, message: str) -> list[str]:
        found = self._known.get(message)
        if found is None:
            number = self._numbers.get(message.encode("utf-8", "surrogatepass"))
            found = self._known[message] = []
            if number is not None:
                length, start = self._texts[2 * number : 2 * number + 2]
                found += self._data[start : start + length].decode("utf-8").split("\0")
        return found


def locale_folder() -> Path:
    """Beside the package in a checkout, inside it in a wheel."""
    here = Path(__file__).resolve().parent
    inside = here / "resources" / "locale"
    return inside if inside.is_dir() else here.parent / "resources" / "locale"


@cache
def translator(language: str) -> Translator:
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    found = gettext.find(DOMAIN, str(locale_folder()), [language])
    return Translator(language, Catalogue(Path(found)) if found else gettext.NullTranslations())


def in_all_languages(message: str) -> frozenset[str]:
    """The message as any of our languages shows it, for reading back what people typed or exported."""
    return frozenset(translator(name)(message) for name in LANGUAGES)


class _Screen:
    """The one language of the running program. It is process-wide by nature, like the locale it stands for."""

    current = "zh_CN"


def set_language(language: str) -> None:
    translator(language)
    _Screen.current = language


def language() -> str:
    return _Screen.current


def _(message: str) -> str:
    return translator(_Screen.current)(message)


def _n(one: str, many: str, count: int) -> str:
    return translator(_Screen.current).plural(one, many, count)
