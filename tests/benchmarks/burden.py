"""What running programs cost: processor seconds and most memory, as Linux counts them; elsewhere nobody says."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def children_of(program: int) -> list[int]:
    """The programs that this one has started and that still run."""
    return [number for number in _numbers() if _counted(number)[1] == program]


def processor_seconds(programs: Iterable[int]) -> float:
    """Of these programs together; of children that have ended, too."""
    return sum(sum(_counted(each)[11:15]) for each in programs) / _TICKS


def forget_most(program: int) -> None:
    """Count the most memory of this program from now on."""
    counter = _PROC / str(program) / "clear_refs"
    if counter.exists():
        counter.write_text("5", encoding="ascii")


def most_megabytes(program: int) -> float | None:
    """The most memory that was resident since `forget_most`; None where nobody counts it."""
    status = _PROC / str(program) / "status"
    found = status.exists() and re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii", errors="replace"))
    return round(int(found[1]) / 1024, 1) if found else None


def watched(work: Callable[[], Any], *, centre: int, others: Callable[[], list[int]]) -> tuple[Any, dict[str, Any]]:
    """Do this; what it took by the clock, of processors, and of memory, here and in the centre's program.

    `others` are programs that work for the centre: their memory is their own affair.
    """
    here = os.getpid()
    for program in (here, centre):
        forget_most(program)
    mark, mine, theirs = time.perf_counter(), processor_seconds([here]), processor_seconds([centre, *others()])
    result = work()
    return result, {
        "seconds": round(time.perf_counter() - mark, 3),
        "processor_s_here": round(processor_seconds([here]) - mine, 2),
        "processor_s_centre": round(processor_seconds([centre, *others()]) - theirs, 2),
        "most_mb_here": most_megabytes(here),
        "most_mb_centre": most_megabytes(centre),
    }


def _numbers() -> list[int]:
    return [int(each.name) for each in _PROC.iterdir() if each.name.isdigit()] if _PROC.exists() else []


def _counted(program: int) -> list[int]:
    """The numbers of /proc/N/stat after the state, with a nought before them; all noughts of a program that is gone."""
    try:
        told = (_PROC / str(program) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return [0] * 20
    return [0, *(int(each) for each in told.rpartition(")")[2].split()[1:20])]
