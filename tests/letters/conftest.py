"""Gives the tests of letters a page over a real office."""

from tests.screens import pages

__all__ = ["pages"]
