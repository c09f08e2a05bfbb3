"""Keeps the window moving while a thread makes objects by the hundred thousand."""

import gc
import time
from collections.abc import Iterator, MutableMapping, MutableSequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

_BIT = 500
_BREATH = 0.0005  # seconds; the interpreter changes hands in a tenth of it


@contextmanager
def without_pauses() -> Iterator[None]:
    """Puts the search for cyclic garbage off: it looks at every object at once, and all threads stand still meanwhile.

    For work that ends within seconds and leaves few cycles behind; what has no cycle is freed as always. What is left
    at the end is passed over from then on, or the first search afterwards would make up for all that were put off.
    """
    usual = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if usual:
            gc.enable()


def breathe() -> None:
    """Lets the other threads have a turn. Long work calls it every few hundredths of a second.

    The interpreter takes it from a thread that computes for five milliseconds without a break. What draws a random
    number or runs a statement hands it out by itself and is back before anybody is awake, time and again: then nobody
    ever gets it, and the window stood still for a third of a second.
    """
    time.sleep(_BREATH)


def let_go(*piles: MutableMapping[Any, Any] | MutableSequence[Any]) -> None:
    """Frees large piles bit by bit: freed at once, a hundred thousand objects are one pause for everybody."""
    for pile in piles:
        while pile:
            if isinstance(pile, MutableSequence):
                del pile[-_BIT:]
            else:
                for key in list(islice(pile, _BIT)):
                    del pile[key]


def search_here(limits: tuple[int, int, int] = (700, 10, 10)) -> None:
    """Searches for cyclic garbage as the interpreter would by itself, in the thread that calls; not while that is put
    off. `limits` are the interpreter's thresholds: how much was made since, and how often the younger was searched."""
    if not gc.isenabled():
        return
    made = gc.get_count()
    for generation in (2, 1, 0):
        if made[generation] > limits[generation]:
            gc.collect(generation)
            return
