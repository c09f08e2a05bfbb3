"""What this machine remembers of an office's records, and what verifying makes of it."""

import logging
from collections.abc import Callable, Sequence

from desktop.rules.audit import Loss
from desktop.services import fingerprints, verifying, witnessing
from desktop.services.office import Office
from desktop.services.verifying import Verified
from desktop.services.witnessing import Witnessed
from desktop.services.work import Work
from desktop.workstation.witness import Witness

log = logging.getLogger(__name__)


class Records:
    """One office's, on this machine. Give what takes `work` a place in a worker."""

    def __init__(self, witness: Witness) -> None:
        self.witness = witness

    @classmethod
    def of(cls, office: Office) -> "Records":
        return cls(Witness.here(office.id, office.secret))

    def look_back(self, work: Work) -> Witnessed:
        """What is lost of what this machine has seen; the rest it remembers from now on."""
        try:
            found = witnessing.look(work, self.witness.read())
            self.witness.keep(found.heads)
        except OSError as trouble:
            log.warning("the memory of the chains can't be used: %s", trouble.strerror)
            return Witnessed(())
        return found

    def verify(self, work: Work, full: bool = True, *,
               progress: Callable[[int, int], object] = lambda *_: None) -> Verified:  # fmt: skip
        """Verifies the records with what this machine has seen of them, and remembers up to where they are sound. Give
        it staged work."""
        memory = self.witness.read()
        found = verifying.verify(work, memory, full=full, progress=progress)
        if found.witnessed.losses:
            with work.writing():
                witnessing.raise_alarm(work, found.witnessed.losses)
        elif not memory.spoilt:
            self.witness.keep(found.witnessed.heads, found.report.heads)
        return found

    def accept(self, work: Work, losses: Sequence[Loss], reason: str) -> None:
        """Holds the present state of the records for lawful and begins to remember anew. Give it staged work."""
        with work.writing():
            witnessing.accept(work, losses, reason)
        with work.reading():
            heads = fingerprints.heads(work)
        self.witness.reset(heads)
