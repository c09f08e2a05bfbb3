"""Gives the journeys the window over a real office."""

from tests.screens import screens

__all__ = ["screens"]
