"""Lets a deed answer which operation it was, so that it can be undone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Noted:
    """What a deed answered, and its operation where it changed something."""

    result: Any
    operation: UUID | None


def noting(verb: Callable[..., Any]) -> Callable[..., Noted]:
    """The verb, answering also which operation it was."""

    def carried_out(work: Any, *args: Any, **kwargs: Any) -> Noted:
        result = verb(work, *args, **kwargs)
        return Noted(result, work.operation if work.topics else None)

    return carried_out
