"""Messages in the user's language: `_` translates now, `N_` only marks, a `Translator` serves sheets."""

import gettext
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


def locale_folder() -> Path:
    """Beside the package in a checkout, inside it in a wheel."""
    here = Path(__file__).resolve().parent
    inside = here / "resources" / "locale"
    return inside if inside.is_dir() else here.parent / "resources" / "locale"


@cache
def translator(language: str) -> Translator:
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    found = gettext.translation(DOMAIN, locale_folder(), [language], fallback=True)
    return Translator(language, found)


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
