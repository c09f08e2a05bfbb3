"""Refusals are compared in English here."""

import pytest

from desktop.i18n import language, set_language


@pytest.fixture(autouse=True)
def english():
    before = language()
    set_language("en")
    yield
    set_language(before)
