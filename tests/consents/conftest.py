"""Gives the tests of consents and requests the window over a real office, and the settings page."""

from tests.screens import screens
from tests.settings.conftest import open_page

__all__ = ["open_page", "screens"]
