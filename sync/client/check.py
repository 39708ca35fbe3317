"""Step five: compare digests when both sides stand still."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.client.greet import greet

if TYPE_CHECKING:
    from sync.client.visit import Visit

NOTHING = (0, 0)


def check(visit: Visit, *, may_mend: bool) -> bool:
    """Says whether something differed and is to be offered and read again. After a mere push the next run compares."""
    if visit.received:
        greet(visit)
    visit.begins("check")
    if visit.stale:
        return False
    for channel in _suspects(visit):
        differing = _differing(visit, channel)
        visit.mended += len(differing)
        if differing and may_mend:
            visit.replica.mend(channel, differing)
    return may_mend and visit.mended > 0


def _suspects(visit: Visit) -> list[str]:
    """The channels whose digests differ although nothing is on its way: a centre compares those of all its units."""
    replica, welcome = visit.replica, visit.welcome
    ours = {channel: replica.digest_of(channel) for channel in sorted(welcome.latest)}
    # Rows may be written at any moment. Looked at after the digests, what waits tells whether any were.
    if replica.waiting() > 0:
        return []
    still = [channel for channel in ours if visit.cursor(channel) == welcome.latest[channel]]
    return [channel for channel in still if ours[channel] != welcome.digests.get(channel, NOTHING)]


def _differing(visit: Visit, channel: str) -> list[int]:
    """The buckets that differ, but for those of rows put aside: the other side may have one as it was before."""
    mine, theirs = visit.replica.buckets_of(channel), visit.centre.digests(channel)
    comparable = (mine.keys() | theirs.keys()) - visit.replica.aside_in(channel)
    return sorted(b for b in comparable if mine.get(b, NOTHING) != theirs.get(b, NOTHING))
