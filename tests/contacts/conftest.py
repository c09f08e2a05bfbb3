"""Gives the tests of contacts a page, or the window, over a real office."""

from tests.screens import pages, screens

__all__ = ["pages", "screens"]
