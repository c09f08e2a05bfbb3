"""The messages: our own reading of the compiled catalogue says what the library's would."""

import gettext
from pathlib import Path

from desktop.i18n import DOMAIN, Catalogue, locale_folder, translator


def test_every_message_is_said_as_the_library_says_it():
    path = gettext.find(DOMAIN, str(locale_folder()), ["zh_CN"])
    with Path(path).open("rb") as file:
        library = gettext.GNUTranslations(file)
    ours = Catalogue(Path(path))
    # what has a plural is asked for with its number; only newer libraries also answer without one
    messages = {key for key in library._catalog if isinstance(key, str)} - {""}
    assert len(messages) > 1000
    assert {m for m in messages if ours.gettext(m) != library.gettext(m)} == set()
    plurals = {key[0] for key in library._catalog if isinstance(key, tuple)}
    assert plurals
    assert {m for m in plurals for n in (0, 1, 2, 7) if ours.ngettext(m, "", n) != library.ngettext(m, "", n)} == set()


def test_what_is_not_in_the_catalogue_stands_for_itself():
    chinese, english = translator("zh_CN"), translator("en")
    assert (chinese("no such message"), chinese("")) == ("no such message", "")
    assert [chinese.plural("one thing", "{n} things", n) for n in (1, 2)] == ["one thing", "{n} things"]
    assert [english.plural("one thing", "{n} things", n) for n in (1, 2)] == ["one thing", "{n} things"]
