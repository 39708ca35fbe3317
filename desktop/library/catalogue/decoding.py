"""Decide, record by record, in which encoding its bytes are: flags are heard, never believed (domain.md 3.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from desktop.library.model.refusal import Reason, Refusal
from desktop.library.text import nfc
from desktop.library.text.legacy import Encoding, decode
from desktop.library.text.mojibake import mojibake_of, reread
from desktop.library.text.plausible import vietnamese_share
from desktop.library.text.sniff import Guess, sniff

_FIELD_END = "\x1e"
_ESCAPE = b"\x1b"
_STRUCTURE = bytes.maketrans(b"\x1d\x1e\x1f", b"\n\n ")
_CONTROL = re.compile("[\x00-\x08\x0a-\x1d\x7f]")
_SUSPECT = re.compile(
    "[\x80-\xbf\xc4-\xc7\xcb\xce-\xd1\xd6-\xd8\xdb\xdc\xde\xdf\xe4-\xe7\xeb\xee-\xf1\xf6-\xf8\xfb\xfc\xfe\xff]"
)
"""Latin-1 characters that no Vietnamese word holds: where one stands, the text may have been read wrongly before."""
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")
_PIECES = re.compile("(?:(?<=\x1f.)|(?<![\x1f]))[^\x1e\x1f]+")
"""The text of each subfield without its code."""
_PLAUSIBLE = 0.6
_EVIDENCE = 5
"""Words with marks that a record must hold before it is taken for a Vietnamese encoding by itself."""
_NAMES = {"utf8": "utf-8", "abc": "tcvn3", "marc8": "marc-8", "windows-1258": "cp1258", "latin-1": "cp1252"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The texts of a record's fields in NFC, the encoding they were in, and what was put right."""

    texts: list[str]
    encoding: str
    repairs: tuple[str, ...] = ()


def encoding_named(name: str) -> Encoding:
    """The encoding that a person names.

    Raises:
        Refusal: UNKNOWN_ENCODING.

    """
    plain = name.strip().lower()
    try:
        return Encoding(_NAMES.get(plain, plain))
    except ValueError as error:
        raise Refusal(Reason.UNKNOWN_ENCODING, encoding=name, known=" ".join(Encoding)) from error


class Decoder:
    """Decodes the records of one file. `sample` is the file's beginning, asked when a record alone cannot tell."""

    def __init__(self, sample: bytes, forced: Encoding | None = None) -> None:
        self._sample = sample
        self._forced = forced

    def decode(self, parts: list[bytes], *, says_utf8: bool) -> Decoded:
        """The texts of one record's fields."""
        if self._forced is not None:
            return self._as(parts, self._forced)
        whole = b"\x1e".join(parts)
        if _ESCAPE in whole:
            return self._as(parts, Encoding.MARC_8)
        try:
            text = whole.decode("utf-8")
        except UnicodeDecodeError:
            return self._legacy(parts, whole, says_utf8=says_utf8)
        return _unicode(text, says_utf8=says_utf8)

    def text(self, written: bytes) -> Decoded:
        """A whole text file."""
        if self._forced is None and written.startswith((b"\xff\xfe", b"\xfe\xff")):
            return Decoded([decode(written, Encoding.UTF_16)], "utf-16")
        lines = self.decode(written.removeprefix(b"\xef\xbb\xbf").splitlines(), says_utf8=True)
        return Decoded(["\n".join(lines.texts)], lines.encoding, lines.repairs)

    @cached_property
    def _guess(self) -> Guess:
        return sniff(self._sample.translate(_STRUCTURE))

    def _legacy(self, parts: list[bytes], whole: bytes, *, says_utf8: bool) -> Decoded:
        rough = whole.decode("utf-8", "replace")
        good = sum(1 for mark in rough if mark > "\x7f" and mark != "\ufffd")
        if good > rough.count("\ufffd"):
            return self._as(parts, Encoding.UTF_8, "bad-bytes")
        guess = self._guess
        if guess.sure and len(_BEYOND_ASCII.findall(self._sample)) >= _EVIDENCE:
            decoded = self._as(parts, guess.encoding, *_flag(guess.encoding, says_utf8=says_utf8))
            if vietnamese_share("\n".join(decoded.texts)) >= _PLAUSIBLE:
                return decoded
        encoding, repairs = self._alone(whole, says_utf8=says_utf8)
        return self._as(parts, encoding, *repairs)

    def _alone(self, whole: bytes, *, says_utf8: bool) -> tuple[Encoding, tuple[str, ...]]:
        """What the record alone says: a Vietnamese encoding on good evidence, else MARC-8."""
        plain = whole.translate(_STRUCTURE)
        own = sniff(plain)
        evidence = len(_BEYOND_ASCII.findall(plain))
        if says_utf8 and evidence < _EVIDENCE:
            return Encoding.UTF_8, ("bad-bytes",)
        if own.sure and evidence >= _EVIDENCE:
            return own.encoding, _flag(own.encoding, says_utf8=says_utf8)
        shares = dict(own.ranking)
        best = max(shares.values(), default=0.0)
        if best >= _PLAUSIBLE and shares.get(Encoding.MARC_8, 0.0) < best / 2 and evidence >= _EVIDENCE:
            return own.encoding, ("uncertain-encoding",)
        return Encoding.MARC_8, ("uncertain-encoding",) if says_utf8 else ()

    def _as(self, parts: list[bytes], encoding: Encoding, *repairs: str) -> Decoded:
        clean = [_CONTROL.sub(" ", _read(part, encoding)) for part in parts]
        lost = ("bad-bytes",) if any("\ufffd" in text for text in clean) else ()
        return Decoded(clean, encoding.value, tuple(dict.fromkeys((*repairs, *lost))))


def _read(part: bytes, encoding: Encoding) -> str:
    if part.isascii() and _ESCAPE not in part and encoding is not Encoding.VIQR:
        return part.decode("ascii")
    # MARC-8 shifts end with the subfield, its reader drops the marks between them, and a code is no part of a word.
    head, *marked = part.split(b"\x1f")
    texts = (f"\x1f{chr(piece[0])}{decode(piece[1:], encoding)}" for piece in marked if piece)
    return decode(head, encoding) + "".join(texts)


def _unicode(text: str, *, says_utf8: bool) -> Decoded:
    if _CONTROL.search(text):
        text = _CONTROL.sub(" ", text)
    repairs = () if says_utf8 or text.isascii() else ("wrong-leader-flag",)
    texts = nfc(text).split(_FIELD_END)
    if _SUSPECT.search(text) and (meant := mojibake_of(_PIECES.findall(text))) is not None:
        texts = [_PIECES.sub(lambda piece: reread(piece.group(), meant), field) for field in texts]
        repairs = (*repairs, f"mojibake-{meant.value}")
    return Decoded(texts, "utf-8", repairs)


def _flag(encoding: Encoding, *, says_utf8: bool) -> tuple[str, ...]:
    """MARC 21 knows two encodings; any other is a repair, and so is MARC-8 that claims to be Unicode."""
    if encoding is Encoding.MARC_8:
        return ("wrong-leader-flag",) if says_utf8 else ()
    return (f"read-as-{encoding.value}",)
