"""Read titles from MARCXML: cut into records first, so that a broken one costs only itself.

Each `<record>` is parsed alone, without the file's prolog: entities declared there are unknown to it, so neither
external files nor entity bombs can be reached. Namespaces are not looked at (many files lack or misuse them).
"""

from __future__ import annotations

import codecs
import html
import re
from typing import TYPE_CHECKING, BinaryIO
from xml.parsers import expat

from desktop.library.catalogue.draft import Draft, Reading, Spoilt, control, placed, varying
from desktop.library.catalogue.marc import BLANK_LEADER
from desktop.library.text import nfc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.library.model.title import MarcField, Subfield

CHUNK = 1 << 18
LONGEST = 1 << 22
_START = re.compile(r"<(?:[\w.-]+:)?record(?=[\s>])")
_END = re.compile(r"</(?:[\w.-]+:)?record\s*>")
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding=["']([\w.-]+)["']""")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]{1,31};")
_TAG_LENGTH = 3


def encoding_of(beginning: bytes) -> str:
    """The encoding of an XML file from its mark or declaration; UTF-8 when it says nothing or nonsense."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if beginning.startswith(mark):
            return name
    found = _DECLARED.search(beginning[:200])
    try:
        return codecs.lookup(found[1].decode("ascii")).name if found else "utf-8"
    except LookupError:
        return "utf-8"


def slices(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """The text of each innermost record element; the last one may be cut off."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest = ""
    while True:
        chunk = stream.read(CHUNK)
        rest += decoder.decode(chunk, final=not chunk)
        done = 0
        for end in _END.finditer(rest):
            start = _last_start(rest, done, end.start())
            if start >= 0:
                yield rest[start : end.end()]
            done = end.end()
        rest = rest[done:]
        if not chunk:
            break
        if len(rest) > LONGEST:
            yield rest[:CHUNK]
            rest = ""
    begun = _START.search(rest)
    if begun:
        yield rest[begun.start() :]


def _last_start(text: str, after: int, before: int) -> int:
    start = -1
    for found in _START.finditer(text, after, before):
        start = found.start()
    return start


def read(stream: BinaryIO, encoding: str) -> Iterator[Reading]:
    """Every record of the file in turn: readable ones as drafts, the others with the reason why not."""
    for number, text in enumerate(slices(stream, encoding), start=1):
        yield read_one(text, number, encoding)


def read_one(text: str, number: int, encoding: str = "utf-8") -> Reading:
    """One record from its element; characters that XML forbids and bare ampersands are put right and reported."""
    if not text.rstrip().endswith(">") or not _END.search(text):
        return Spoilt(number, "truncated-record")
    repairs: tuple[str, ...] = ("bad-bytes",) if "\ufffd" in text else ()
    try:
        record = _parsed(nfc(text))
    except expat.ExpatError:
        try:
            record = _parsed(_mended(nfc(text)))
        except expat.ExpatError as error:
            return Spoilt(number, "not-well-formed", f"{error.lineno}:{error.offset}")
        repairs = (*repairs, "forbidden-characters")
    if not record.fields:
        return Spoilt(number, "no-fields")
    if not record.leader.strip():
        repairs = (*repairs, "missing-leader")
    leader = record.leader if record.leader.strip() else BLANK_LEADER
    return Draft(number, leader, placed(record.fields), encoding, repairs)


def _mended(text: str) -> str:
    plain = _NAMED.sub(lambda found: html.unescape(found.group()).replace("<", "&lt;"), _NOT_XML.sub(" ", text))
    return _BARE_AMPERSAND.sub("&amp;", plain)


def _parsed(text: str) -> _Record:
    record = _Record()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = record.begin
    parser.EndElementHandler = record.end
    parser.CharacterDataHandler = record.say
    parser.Parse(text.encode("utf-8", "replace"), True)
    return record


class _Record:
    """Collects leader and fields while the parser walks through one record element."""

    def __init__(self) -> None:
        self.leader = ""
        self.fields: list[MarcField] = []
        self._text: list[str] = []
        self._marks: dict[str, str] = {}
        self._code = ""
        self._subfields: list[Subfield] = []

    def begin(self, name: str, marks: dict[str, str]) -> None:
        """An element opens."""
        self._text = []
        match name.rpartition(":")[2]:
            case "controlfield":
                self._marks = marks
            case "datafield":
                self._marks, self._subfields = marks, []
            case "subfield":
                self._code = marks.get("code", "")[:1] or "a"

    def say(self, text: str) -> None:
        """Text inside an element."""
        self._text.append(text)

    def end(self, name: str) -> None:
        """An element closes."""
        text = "".join(self._text)
        self._text = []
        match name.rpartition(":")[2]:
            case "leader":
                self.leader = text
            case "controlfield":
                tag = self._tag()
                self.fields.append(control(tag, text) if tag.startswith("00") else varying(tag, "  ", [("a", text)]))
            case "subfield":
                self._subfields.append((self._code, " ".join(text.split("\n"))))
            case "datafield" if self._subfields:
                indicators = (self._marks.get("ind1", " ") or " ")[:1] + (self._marks.get("ind2", " ") or " ")[:1]
                self.fields.append(varying(self._tag(), indicators, self._subfields))

    def _tag(self) -> str:
        tag = self._marks.get("tag", "").strip()
        plain = "".join(mark if mark.isascii() and mark.isalnum() else "9" for mark in tag)
        return plain.zfill(_TAG_LENGTH)[:_TAG_LENGTH]
