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
    for channel in sorted(visit.welcome.latest):
        differing = _differing(visit, channel)
        visit.mended += len(differing)
        if differing and may_mend:
            visit.replica.mend(channel, differing)
    return may_mend and visit.mended > 0


def _differing(visit: Visit, channel: str) -> list[int]:
    """The buckets that differ; none while anything is still on its way."""
    ours = visit.replica.digest_of(channel)
    # A desk may write at any moment. Looked at after the digest, what waits tells whether it has.
    moving = visit.replica.waiting() > 0 or visit.cursor(channel) != visit.welcome.latest[channel]
    if moving or ours == visit.welcome.digests.get(channel, NOTHING):
        return []
    mine, theirs = visit.replica.buckets_of(channel), visit.centre.digests(channel)
    return sorted(b for b in mine.keys() | theirs.keys() if mine.get(b, NOTHING) != theirs.get(b, NOTHING))
