"""Gives the tests of pages one over a real office."""

from tests.screens import pages

__all__ = ["pages"]
