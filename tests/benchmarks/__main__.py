"""Measure the program on a made library and print the results as JSON: `python -m tests.benchmarks [--quick]`."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks import agreeing, desk, finding, fleet, following, pages, places, starting, taking_in
from tests.benchmarks.measures import machine, say, seconds

PARTS = ("desk", "pages", "search", "import", "sync", "feed", "start")
LONG = ("fleet",)
"""Measured only when named."""
_ALONE = {"sync", "feed", *LONG}
"""What needs no made library."""


def main() -> None:
    asked = _arguments()
    results: dict[str, Any] = {"machine": machine()}
    with tempfile.TemporaryDirectory(prefix="tusach-bench-") as name:
        folder = Path(name)
        profile = asked.profile or folder / "profile"
        if set(asked.parts) - _ALONE and asked.profile is None:
            say(f"Making a library of {asked.titles} titles …")
            made = places.a_library(profile, asked.titles)
            results["made_titles_per_second"] = round(made)
        if "start" in asked.parts:
            say("Start-up …")
            results["start"] = starting.measure(profile)
        results |= _on_the_library(asked, profile, folder)
        results |= _with_a_centre(asked, folder)
    print(json.dumps(results, indent=1))


def _on_the_library(asked: argparse.Namespace, profile: Path, folder: Path) -> dict[str, Any]:
    if not set(asked.parts) & {"desk", "pages", "search", "import"}:
        return {}
    results: dict[str, Any] = {}
    took, (opening, library) = seconds(lambda: places.opened(profile))
    try:
        results["library"] = {
            "seconds_to_open": round(took, 2),
            "titles": library.store.titles.count(),
            "items": library.store.items.count(),
        }
        if "desk" in asked.parts:
            say("The desk …")
            results["desk"] = desk.measure(library, folder, acts=asked.acts)
        if "pages" in asked.parts:
            say("Pages …")
            results["pages"] = pages.measure(library, share=min(1.0, library.store.items.count() / 100_000))
        if "search" in asked.parts:
            say("Search …")
            results["search"] = finding.measure(library)
        if "import" in asked.parts:
            say(f"Import of {asked.imported} titles …")
            results["import"] = taking_in.measure(library, folder, titles=asked.imported)
    finally:
        library.close()
        opening.release()
    return results


def _with_a_centre(asked: argparse.Namespace, folder: Path) -> dict[str, Any]:
    results: dict[str, Any] = {}
    if "sync" in asked.parts:
        results["sync"] = {}
        for wanted in asked.rows:
            say(f"Runs with a centre, {wanted} rows …")
            results["sync"][str(wanted)] = agreeing.over_both(folder / f"sync-{wanted}", wanted=wanted)
    if "feed" in asked.parts:
        say("A reader behind eight writers …")
        results["feed"] = following.measure(folder / "feed", rounds=asked.rounds)
    if "fleet" in asked.parts:
        results["fleet"] = fleet.measure(folder / "fleet", fleet.Measure(asked.units, asked.crowd, asked.programs))
    return results


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", choices=[*PARTS, *LONG, []], default=[], help="all but fleet when none is named"
    )
    parser.add_argument("--quick", action="store_true", help="5,000 titles and little of everything")
    parser.add_argument("--titles", type=int, default=100_000, help="size of the library")
    parser.add_argument("--profile", type=Path, help="a copy of a library made by places.a_library; it is written to")
    parser.add_argument("--acts", type=int, default=300, help="copies lent and taken back")
    parser.add_argument("--imported", type=int, default=10_000, help="titles in the exchange file")
    parser.add_argument("--rows", type=int, action="append", help="rows of the first push; may be said more than once")
    parser.add_argument("--rounds", type=int, default=150, help="pushes of each of eight writers")
    parser.add_argument("--units", type=int, default=350, help="units that come one after the other: 350 in 3 minutes")
    parser.add_argument("--crowd", type=int, default=300, help="units that come at once")
    parser.add_argument("--programs", type=int, default=2, help="processes of the centre that they come to")
    parser.add_argument("--whole", action="store_true", help="the whole fleet, which takes an hour")
    asked = parser.parse_args()
    if asked.quick:
        asked.titles, asked.acts, asked.imported, asked.rows = 5_000, 100, 3_000, [5_000]
        asked.rounds, asked.units, asked.crowd = 30, 40, 40
    if asked.whole:
        asked.units = asked.crowd = fleet.UNITS
    asked.rows = asked.rows or [10_000, 50_000]
    asked.parts = asked.parts or list(PARTS)
    return asked


if __name__ == "__main__":
    main()
