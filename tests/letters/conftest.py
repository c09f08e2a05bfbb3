"""Gives the tests of letters the window over a real office."""

from tests.screens import screens

__all__ = ["screens"]
