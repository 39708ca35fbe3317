"""Read titles from text pasted out of a catalogue: the National Library's tab layout, Aleph lines, mnemonic lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop.library.catalogue.draft import Draft, Reading, Spoilt, control, placed, varying
from desktop.library.catalogue.marc import BLANK_LEADER
from desktop.library.text import nfc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop.library.model.title import MarcField, Subfield

ALEPH = re.compile(r"^(?P<number>\d{9}) (?P<tag>[0-9A-Z]{3})(?P<ind>..) [A-Z ] ?(?P<text>.*)$")
MNEMONIC = re.compile(r"^=(?P<tag>LDR|[0-9A-Za-z]{3})\s{1,2}(?P<text>.*)$")
TAB = re.compile(r"^(?:(?P<tag>\d{3})\t(?P<ind1>[^\t]?)\t(?P<ind2>[^\t]?)|\t\t)\t(?P<code>[a-z0-9]?)\t(?P<text>.*)$")
_LEADER_LENGTH = 24


def lines_of(text: str) -> Iterator[Reading]:
    """Records from any of the three layouts; which one is seen line by line."""
    for number, block in enumerate(_blocks(nfc(text).splitlines()), start=1):
        yield _draft(number, block)


def is_catalogue_text(text: str) -> bool:
    """Whether most of the first lines with anything on them stand in one of the three layouts."""
    lines = [line for line in text.splitlines()[:60] if line.strip()]
    known = sum(1 for line in lines if MNEMONIC.match(line) or ALEPH.match(line) or TAB.match(line))
    return bool(lines) and known * 4 >= len(lines) * 3


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines of one record each: apart by an empty line, a new Aleph number, or a new leader."""
    block: list[str] = []
    aleph = ""
    for line in lines:
        found = ALEPH.match(line)
        begins = not line.strip() or line.startswith("=LDR") or (found is not None and found["number"] != aleph)
        if begins and block:
            yield block
            block = []
        aleph = found["number"] if found else ""
        if line.strip():
            block.append(line)
    if block:
        yield block


def _draft(number: int, block: list[str]) -> Reading:
    fields: list[MarcField] = []
    leader, strange = BLANK_LEADER, 0
    open_field: tuple[str, str, list[Subfield]] | None = None
    for line in block:
        if tabbed := TAB.match(line):
            open_field = _tabbed(tabbed, open_field, fields)
        elif marked := MNEMONIC.match(line):
            if marked["tag"] == "LDR":
                leader = marked["text"].replace("\\", " ").ljust(_LEADER_LENGTH)[:_LEADER_LENGTH]
            else:
                fields.append(_mnemonic(marked["tag"], marked["text"]))
        elif aleph := ALEPH.match(line):
            fields.append(_aleph(aleph["tag"], aleph["ind"], aleph["text"]))
        else:
            strange += 1
    if open_field:
        fields.append(varying(*open_field))
    full = [field for field in fields if field.subfields or field.text]
    if not full:
        return Spoilt(number, "not-a-record")
    return Draft(number, leader, placed(full), repairs=("unknown-lines",) if strange else ())


def _tabbed(
    line: re.Match[str], begun: tuple[str, str, list[Subfield]] | None, fields: list[MarcField]
) -> tuple[str, str, list[Subfield]] | None:
    """Take in one line of the tab layout; returns the field that later lines may continue."""
    if not line["tag"]:
        if begun:
            begun[2].append((line["code"] or "a", line["text"].strip()))
        return begun
    if begun:
        fields.append(varying(*begun))
    if line["tag"] < "010":
        fields.append(control(line["tag"], line["text"]))
        return None
    indicators = ((line["ind1"] or " ") + (line["ind2"] or " ")).replace("#", " ")
    return line["tag"], indicators, [(line["code"] or "a", line["text"].strip())]


def _mnemonic(tag: str, text: str) -> MarcField:
    if tag < "010":
        return control(tag, text.replace("\\", " "))
    indicators, mark, rest = text.partition("$")
    if not mark:
        return varying(tag, text[:2].replace("\\", " ").ljust(2), [("a", text[2:])])
    return varying(tag, indicators.replace("\\", " ").ljust(2)[:2], _subfields(rest.replace("{dollar}", "\x00"), "$"))


def _aleph(tag: str, indicators: str, text: str) -> MarcField:
    if tag < "010":
        return control(tag, text.replace("^", " "))
    if "$$" not in text:
        return varying(tag, indicators, [("a", text)])
    return varying(tag, indicators, _subfields(text.partition("$$")[2], "$$"))


def _subfields(text: str, mark: str) -> list[Subfield]:
    return [(part[0], part[1:].strip().replace("\x00", "$")) for part in text.split(mark) if part]
