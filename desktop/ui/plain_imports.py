"""Takes PySide's hand off the import statement: it would read the source of every module that is loaded after it.

It looks there for `from __feature__ import …`, which this program does not use, and keeps all it read: a third of a
start and seven megabytes.
"""

import builtins

import PySide6.QtCore  # noqa: F401

if plain := getattr(builtins, "__orig_import__", None):
    builtins.__import__ = plain
