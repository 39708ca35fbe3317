"""What a device is to the centre, by which it is told what it may do."""

from __future__ import annotations

DESK, OPERATOR, CENTRE = "desk", "operator", "centre"
"""A unit's PC; one from which the centre is looked after; a centre below this one."""
EVERY_ROLE = frozenset((DESK, OPERATOR, CENTRE))
