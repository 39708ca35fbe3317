"""The words that the sample library is made of."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import resources


@dataclass(frozen=True, slots=True)
class Area:
    """A field of knowledge as a unit library holds it: class numbers, headings, topics, and patterns of titles."""

    kind: str
    """The item type of its copies."""
    by_group: bool
    """Whether a body stands for it rather than a person."""
    ddc: tuple[str, ...]
    subjects: tuple[str, ...]
    topics: tuple[tuple[str, str], ...]
    """(words, class number; empty: any of the area's)"""
    templates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """A work that every Vietnamese library has."""

    title: str
    author: str
    ddc: str


@dataclass(frozen=True, slots=True)
class Names:
    """Parts of people's names, the commoner ones more often."""

    family: tuple[str, ...]
    male: tuple[str, ...]
    female: tuple[str, ...]
    others: tuple[str, ...]
    """Whole names as the smaller peoples form them."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that is chosen from."""

    areas: tuple[Area, ...]
    """Each as often as its weight."""
    works: tuple[Work, ...]
    names: Names
    publishers: tuple[tuple[str, str], ...]
    """(name, place), each as often as its weight"""
    lists: dict[str, tuple[str, ...]]
    """peoples, provinces, series, groups, summaries, departments, classes, blocked, item_notes"""


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that the program carries."""
    subjects, works, names = (_read(name) for name in ("subjects", "works", "names"))
    lists = {name: tuple(words) for name, words in subjects.items() if name not in {"note", "areas", "publishers"}}
    return Vocabulary(
        areas=tuple(_area(area) for area in subjects["areas"] for _ in range(area["weight"])),
        works=tuple(Work(*work) for work in works["works"]),
        names=Names(
            family=tuple(name for name, share in names["family"].items() for _ in range(share)),
            male=tuple(names["male"]),
            female=tuple(names["female"]),
            others=tuple(names["others"]),
        ),
        publishers=tuple((name, place) for name, place, weight in subjects["publishers"] for _ in range(weight)),
        lists=lists,
    )


def _area(area: dict[str, Any]) -> Area:
    return Area(
        kind=area["kind"],
        by_group=area["by"] == "group",
        ddc=tuple(area["ddc"]),
        subjects=tuple(area["subjects"]),
        topics=tuple((words, number) for words, number in area["topics"]),
        templates=tuple(area["templates"]),
    )


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(resources.path(f"sample/{name}.json").read_text(encoding="utf-8"))
    return content
