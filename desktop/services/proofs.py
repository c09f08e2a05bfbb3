"""Which vault keys and recovery sheets that were told of are believed: those proved by who held the keys before."""

import hashlib
import hmac
from collections.abc import Mapping

from desktop.services.powers import Anchor, Powers
from desktop.services.vault import Known, derived, proof_of

Place = tuple[str, int]  # a vault, and the epoch of its key


def unproved(known: Mapping[Place, Known], keys: Mapping[Place, bytes]) -> frozenset[Place]:
    """Keys told of by somebody who did not hold the one before, as far as who holds `keys` can tell.

    The chain takes them from whoever may open the vault; that he held the former key, only its holders can see.
    """
    refused: set[Place] = set()
    for vault in {vault for vault, _epoch in known}:
        before: bytes | None = None
        for place in sorted(place for place in known if place[0] == vault):
            if before is not None and not follows(before, known[place]):
                refused.add(place)
            elif place in keys:
                before = keys[place]
            elif before is not None:
                # a true one that was not handed on to me yet: what comes after it I can't tell
                break
    return frozenset(refused)


def follows(before: bytes, told: Known) -> bool:
    return hmac.compare_digest(proof_of(before, told.check), told.proof)


def newest(known: Mapping[Place, Known], keys: Mapping[Place, bytes], vault: str) -> int:
    """The epoch of the newest key of a vault that is believed; 0 where none was told of."""
    return max((epoch for name, epoch in known.keys() - unproved(known, keys) if name == vault), default=0)


def anchor_proofs(now: Powers, anchor: Anchor, keys: Mapping[Place, bytes]) -> dict[str, bytes]:
    """That who makes a new recovery sheet, after `now`, held the newest key of each of these vaults."""
    places = {vault: newest(now.known, keys, vault) for vault, _epoch in now.known}
    return {vault: _anchor_proof(keys[vault, epoch], now.head, anchor) for vault, epoch in places.items()
            if (vault, epoch) in keys}  # fmt: skip


def sheet_of(now: Powers, keys: Mapping[Place, bytes], vault: str) -> Anchor | None:
    """The newest recovery sheet that was made by somebody who held the vault's key, as who holds `keys` can tell; the
    one the office began with needs no proof."""
    for made in reversed(now.sheets[1:]):
        then = {place: told for place, told in now.known.items() if place in made.known}
        # of a vault that was told of only later, those speak that were there
        asked = {vault} & {name for name, _epoch in then} or {name for name, _epoch in keys}
        told = [(name, keys[name, epoch]) for name in asked if (name, epoch := newest(then, keys, name)) in keys]
        # without the key of then, such as one that this session has not taken up yet, nothing can be told
        if not told or any(hmac.compare_digest(_anchor_proof(key, made.after, made.anchor), made.proofs.get(name, b""))
                           for name, key in told):  # fmt: skip
            return made.anchor
    return now.sheets[0].anchor if now.sheets else None


def sheet_for_all(now: Powers, keys: Mapping[Place, bytes]) -> Anchor | None:
    """The newest recovery sheet that whoever holds `keys` can tell to have been made by who held every vault's key, as
    it takes to make one. Nothing where the office has had several and this person holds no key to tell by."""
    if len(now.sheets) < 2:
        return now.anchor
    proved = {sheet_of(now, keys, vault) for vault, _epoch in keys}
    return next((made.anchor for made in now.sheets if made.anchor in proved), None)


def _anchor_proof(key: bytes, after: bytes, anchor: Anchor) -> bytes:
    """Bound to its place in the chain: a sheet that was replaced is not brought back by its old proof."""
    text = after + anchor.exchange + anchor.signing
    return hmac.digest(derived(key, "clientele/vault-sheet/1"), text, hashlib.sha256)[:16]
