"""The etiquette as shipped, and plans for the tests of seats."""

from collections.abc import Iterator

import pytest

from desktop.i18n import language, set_language
from desktop.rules.seating.packs import Etiquette, read_folder
from desktop.workstation.paths import resource


@pytest.fixture(scope="session")
def etiquette() -> Etiquette:
    return read_folder(resource("etiquette"))


@pytest.fixture
def english() -> Iterator[None]:
    before = language()
    set_language("en")
    yield
    set_language(before)
