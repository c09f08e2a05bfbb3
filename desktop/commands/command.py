"""What a command is made of: its arguments, whether it signs in, and what it answers."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from desktop.house import House
from desktop.services.office import Office
from desktop.services.work import SignedIn

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Session:
    """A person signed in for one command; the verbs obey the same rights as in the window."""

    house: House
    office: Office
    me: SignedIn

    def ask(self, verb: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Carries out a verb that only reads."""
        return self.office.ask(self.me, verb, *args, **kwargs)

    def do(self, verb: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Carries out a verb that writes; it commits at its end or leaves nothing."""
        return self.office.run(self.me, verb, *args, **kwargs)

    def errand(self, verb: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Carries out long work that opens its own stages."""
        return self.office.carry(self.me, verb, *args, **kwargs)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command says: `data` with --json, `lines` without. `status` 1 means that it was done but found trouble;
    `refused`, that nothing was done, and `lines` say why on standard error."""

    data: object
    lines: Sequence[str] = ()
    status: int = 0
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `help` is a message id; `run` gets a Session, or the House where `signs_in` is False."""

    name: str
    help: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Any, Namespace], Answer]
    signs_in: bool = True
    # the same where no office is there: with --sheet-stdin, which asks for the recovery sheet instead of an office
    without_office: Callable[[House, Namespace], Answer] | None = None
    starts: bool = False  # for whoever still has a start password too
    older: bool = False  # may open an office that still has to be brought up to date
