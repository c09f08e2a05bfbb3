"""Screens of the search for everything."""
