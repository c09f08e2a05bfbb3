"""Ids of one process keep the order they were made in."""

import uuid
from concurrent.futures import ThreadPoolExecutor

from desktop.rules import ids
from desktop.rules.ids import new_id


def test_they_are_of_the_seventh_version_and_grow():
    made = [new_id() for _ in range(5_000)]
    assert made == sorted(made)
    assert {(one.version, one.variant) for one in made} == {(7, uuid.RFC_4122)}


def test_a_clock_that_stands_still_or_is_set_back_changes_nothing(monkeypatch):
    first = new_id()
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_700_000_000_000_000_000)
    assert first < new_id() < new_id()


def test_the_stamp_is_the_time_in_milliseconds(monkeypatch):
    monkeypatch.setattr(ids, "_last", 0)
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_700_000_000_123_456_789)
    assert new_id().int >> 80 == 1_700_000_000_123


def test_many_threads_never_get_the_same_place():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: new_id(), range(4_000)))
    assert len({one.int >> 64 for one in made}) == len(made)
