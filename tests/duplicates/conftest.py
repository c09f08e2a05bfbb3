"""Gives the tests of duplicates the window over a real office."""

from tests.screens import screens

__all__ = ["screens"]
