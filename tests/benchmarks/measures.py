"""Times as they are told: percentiles in milliseconds, and the machine they were taken on."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Watch:
    """Collects how long things took."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    @contextmanager
    def once(self) -> Iterator[None]:
        mark = time.perf_counter()
        yield
        self.seconds.append(time.perf_counter() - mark)

    def timed(self, work: Callable[[], Any]) -> Any:
        with self.once():
            return work()

    def told(self) -> dict[str, float]:
        return {"p50_ms": self.at(0.5), "p95_ms": self.at(0.95), "runs": len(self.seconds)}

    def told_to_the_end(self) -> dict[str, float]:
        return {"p50_ms": self.at(0.5), "p95_ms": self.at(0.95), "p99_ms": self.at(0.99), "times": len(self.seconds)}

    def at(self, share: float) -> float:
        """The percentile in milliseconds."""
        ordered = sorted(self.seconds)
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 3)


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    mark = time.perf_counter()
    result = work()
    return time.perf_counter() - mark, result


def machine() -> dict[str, Any]:
    """What the figures were taken on; no names, no folders."""
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def say(text: str) -> None:
    """Where the run is, for whoever waits; the results alone go to standard output."""
    print(text, file=sys.stderr, flush=True)
