"""Gives the tests of the classes the window over a real office."""

from tests.screens import screens

__all__ = ["screens"]
