"""What this machine remembers of an office's chains of records, so that a cut end or an older file shows."""

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.rules.audit import Head, Memory
from desktop.workstation import paths
from desktop.workstation.files import held, move_aside, write_atomically

log = logging.getLogger(__name__)

_PURPOSE = b"clientele/witness/1\0"


class Witness:
    """One office's memory on this machine, sealed against changes by the office's secret.

    It only ever moves forward, but for `reset`. OSError where the folder can't be used.
    """

    def __init__(self, folder: Path, office_id: str, secret: bytes) -> None:
        self._path = folder / f"{office_id}.json"
        self._key = hmac.digest(secret, _PURPOSE + office_id.encode(), "sha256")

    @classmethod
    def here(cls, office_id: str, secret: bytes = b"") -> "Witness":
        """In this user's own folder."""
        return cls(paths.data_dir() / "witness", office_id, secret)

    def read(self) -> Memory:
        try:
            kept = json.loads(self._path.read_bytes())
            if not hmac.compare_digest(str(kept["seal"]), self._seal(kept["memory"])):
                return Memory(spoilt=True)
            memory = kept["memory"]
            since = datetime.fromisoformat(memory["since"])
            return Memory(_heads(memory["heads"]), _heads(memory["verified"]), since)
        except FileNotFoundError:
            return Memory()
        except (ValueError, TypeError, KeyError, AttributeError):
            return Memory(spoilt=True)

    def keep(self, heads: Mapping[UUID, Head], verified: Mapping[UUID, Head] | None = None) -> Memory:
        """Remembers what is newer than before; another program of this user may do so at the same time."""
        with held(self._path):
            before = self.read()
            now = Memory(_newer(before.heads, heads), _newer(before.verified, verified or {}), before.since or _now())
            if not before.spoilt and now != before:
                self._write(now)
            return before if before.spoilt else now

    def reset(self, heads: Mapping[UUID, Head]) -> Memory:
        """Begins anew with these heads: after a lawful restore, or where the memory was spoilt."""
        with held(self._path):
            if self.read().spoilt:
                log.warning("the memory of the chains was spoilt; the old file is %s", move_aside(self._path).name)
            begun = Memory(dict(heads), {}, _now())
            self._write(begun)
            return begun

    def forget(self) -> None:
        """Together with the office; a second time does nothing."""
        self._path.unlink(missing_ok=True)

    def _write(self, memory: Memory) -> None:
        assert memory.since is not None
        kept = {"since": memory.since.isoformat(), "heads": _plain(memory.heads), "verified": _plain(memory.verified)}
        content = json.dumps({"memory": kept, "seal": self._seal(kept)}, indent=1)
        # a loss of power costs at most what the next look remembers again
        write_atomically(self._path, content.encode("ascii"), lasting=False)

    def _seal(self, memory: Any) -> str:
        text = json.dumps(memory, sort_keys=True, separators=(",", ":"))
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC)


def _newer(before: Mapping[UUID, Head], now: Mapping[UUID, Head]) -> dict[UUID, Head]:
    return {**now, **{chain: max(head, now.get(chain, head), key=lambda h: h[0]) for chain, head in before.items()}}


def _heads(kept: Mapping[str, Any]) -> dict[UUID, Head]:
    return {UUID(chain): (int(number), bytes.fromhex(digest)) for chain, (number, digest) in kept.items()}


def _plain(heads: Mapping[UUID, Head]) -> dict[str, list[object]]:
    return {chain.hex: [number, digest.hex()] for chain, (number, digest) in heads.items()}
