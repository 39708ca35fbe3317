"""Text that somebody read in the wrong encoding before it became Unicode: C«ng an, Coâng an, CÃ´ng an."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from desktop.library.text.capitals import with_capitals
from desktop.library.text.legacy import Encoding, decode
from desktop.library.text.normal import nfc
from desktop.library.text.plausible import reads_well, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

_CANDIDATES = (Encoding.TCVN3, Encoding.VNI, Encoding.CP1258, Encoding.VISCII, Encoding.VPS)
_TELLING = re.compile(r"[A-Za-z][«©¬®¨§¶¸¹µ·\u00ad]|[a-z][À-ÖØ-Þ]")
"""A sign after a letter, or a capital after a small letter, as TCVN3 leaves them: one such word is enough.

ª º ² ³ ° × are left out: other languages and formulas put them there.
"""
_MOST = 0.8
_FEW = 0.2
_ENOUGH = {Encoding.VNI: 2, Encoding.TCVN3: 3, Encoding.CP1258: 2, Encoding.VISCII: 3, Encoding.VPS: 3}
"""Different wrong words that must come right: one alone may be French (tôt), Danish (på) or a name (Caïn)."""
# Two things that happened to text on its way: soft hyphens (the ư of TCVN3) dropped, no-break spaces made plain.
_LOST_HORN = re.compile(r"(?<![ưƯ])[ơớờởỡợ](?=(?:ng|c|u)(?![^\W\d_]))", re.IGNORECASE)
_NOT_WINDOWS = re.compile("[^\x00-\xff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
"""A letter that Windows Western lacks: whoever wrote it read Vietnamese rightly."""
_PRICE = re.compile(r"(?<=\d)[^\x00-\x7f](?!\w)")
"""What stands after a number is no word to judge, but in such a text it is the đ of a price."""
_LOST_NO_BREAK = re.compile("Ã ")


@dataclass(frozen=True, slots=True)
class _Reading:
    encoding: Encoding
    mended: frozenset[str]
    harmed: int
    unmended: int

    @property
    def gain(self) -> int:
        return len(self.mended) - self.harmed


def repair_mojibake(text: str) -> tuple[str, str | None]:
    """The text as it was meant and the encoding it had been in, or the text untouched and None.

    Cautious: correct text in any language is returned as it is. Judges by this text alone; see `mojibake_of` for more.
    """
    encoding = mojibake_of((text,))
    return (text, None) if encoding is None else (reread(text, encoding), encoding.value)


def mojibake_of(texts: Iterable[str]) -> Encoding | None:
    """The encoding that texts of one source (the fields of a record) were in before they were read as Windows Western.

    None when they are right as they are, or too few words speak for any encoding.
    """
    suspects = [text for text in texts if not text.isascii() and not _NOT_WINDOWS.search(text)]
    if not suspects:
        return None
    if any(_utf_8_again(text) is not None for text in suspects):
        return Encoding.UTF_8
    words = [token for text in suspects for token in tokens(text)]
    if not any(reads_well(token) is False for token in words):
        return None
    convincing = [reading for reading in _readings(words) if _convinces(reading, words)]
    return max(convincing, key=lambda reading: reading.gain).encoding if convincing else None


def reread(text: str, encoding: Encoding) -> str:
    """The text read again in the encoding it had been in; untouched where that would spoil words that were right.

    A text that makes sense both ways (Bé is Bộ in TCVN3) follows `encoding`: that is what its neighbours were in.
    """
    if text.isascii():
        return text
    if encoding is Encoding.UTF_8:
        return nfc(_utf_8_again(text) or text)
    written = _bytes_of(text)
    if written is None:
        return text
    words = tokens(text)
    if any(reads_well(token) is False for token in words) or (
        words and all(_mends(token, encoding) for token in words)
    ):
        return _as_meant(written, encoding)
    return _PRICE.sub(lambda found: _dong(found.group(), encoding), text)


def _as_meant(written: bytes, encoding: Encoding) -> str:
    read = decode(written, encoding)
    if encoding is not Encoding.TCVN3:
        return read
    return with_capitals(_LOST_HORN.sub(lambda found: "ư" + found.group(), read))


def _dong(sign: str, encoding: Encoding) -> str:
    written = _bytes_of(sign)
    return "đ" if written is not None and decode(written, encoding) == "đ" else sign


def _readings(words: list[str]) -> Iterable[_Reading]:
    wrong = {token for token in words if reads_well(token) is False}
    right = set(words) - wrong
    for encoding in _CANDIDATES:
        mended = frozenset(token for token in wrong if _mends(token, encoding))
        harmed = sum(1 for token in right if reads_well(token) and not _mends(token, encoding))
        yield _Reading(encoding, mended, harmed, len(wrong) - len(mended))


@lru_cache(maxsize=16384)
def _mends(token: str, encoding: Encoding) -> bool:
    written = _bytes_of(token)
    if written is None:
        return False
    read = _as_meant(written, encoding)
    return read.isascii() or reads_well(read.strip()) is True


def _convinces(reading: _Reading, words: list[str]) -> bool:
    enough = len(reading.mended) >= _ENOUGH[reading.encoding] or (
        reading.encoding is Encoding.TCVN3 and any(map(_TELLING.search, reading.mended))
    )
    wrong = len(reading.mended) + reading.unmended
    right = max(1, len(set(words)) - wrong)
    return (
        enough and len(reading.mended) >= _MOST * wrong and reading.harmed <= max(_FEW * right, len(reading.mended) / 4)
    )


def _utf_8_again(text: str) -> str | None:
    for attempt in (text, _LOST_NO_BREAK.sub("Ã\u00a0", text)):
        written = _bytes_of(attempt)
        if written is None or written.isascii():
            continue
        try:
            return written.decode("utf-8")
        except UnicodeDecodeError:
            continue
    return None


@cache
def _windows_byte(letter: str) -> bytes | None:
    for codec in ("cp1252", "latin-1"):
        try:
            return letter.encode(codec)
        except UnicodeEncodeError:
            continue
    return None


def _bytes_of(text: str) -> bytes | None:
    written = [_windows_byte(letter) for letter in text]
    known = [byte for byte in written if byte is not None]
    return b"".join(known) if len(known) == len(written) else None
