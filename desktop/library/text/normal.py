"""Vietnamese text in one form: to keep (`nfc`), to compare exactly (`exact`), to search without marks (`fold`)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from desktop.library.text.syllable import is_syllable

_ODD = re.compile("[\u0300-\u036f\u200b\u2060\ufeff\u00d0\u00f0\u0189\u0256]")
"""What an NFC text may contain and still need work: loose marks, invisible characters, look-alikes of Đ."""
_TONE_BEFORE_QUALITY = re.compile("([AEOaeo]\u0323?)([\u0300\u0301\u0303\u0309])([\u0302\u0306])")
# Khmer, Thai, Lao and Burmese write words without spaces: there a zero-width space is spelling.
_INVISIBLE = re.compile("[\u2060\ufeff]|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b")
_BARRED_D_WORD = re.compile(r"(?<![^\W_])[\u00d0\u00f0\u0189\u0256][^\W\d_]*")
_BARRED_D = str.maketrans("\u00d0\u00f0\u0189\u0256", "ĐđĐđ")

_SOFT = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Characters nobody sees; comparison ignores them. `nfc` keeps U+00AD: TCVN3 text read wrongly has it for ư."""
_PLAIN = str.maketrans(
    dict.fromkeys(map(chr, range(0x300, 0x370)), "")
    | {"đ": "d", "ð": "d", "ɖ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "þ": "th", "\u0131": "i"}
)
_OPEN_Y = re.compile(r"(?<![^\W_])(qu|[hklmst])y(?![^\W_])")
_OLD_TONE_STYLE = re.compile(r"(?:[òóỏõọ][ae]|[ùúủũụ]y)(?![^\W_])")
_NEW_TONE_STYLE = {
    old: new
    for vowels, olds, news in (("oa", "òóỏõọ", "àáảãạ"), ("oe", "òóỏõọ", "èéẻẽẹ"), ("uy", "ùúủũụ", "ỳýỷỹỵ"))
    for old, new in zip((toned + vowels[1] for toned in olds), (vowels[0] + toned for toned in news), strict=True)
}
_WORD = re.compile(r"[^\W_]+")


def nfc(text: str) -> str:
    """Text as the library keeps it: NFC, also when the tone was typed before the quality mark.

    Look-alikes of Đ become Đ where the word is then a Vietnamese syllable (Icelandic and Ewe words stay); BOM, word
    joiner and zero-width space go. Everything else, soft hyphens and spaces included, stays as it was.
    """
    if text.isascii() or (unicodedata.is_normalized("NFC", text) and not _ODD.search(text)):
        return text
    marks = unicodedata.normalize("NFD", _INVISIBLE.sub("", text))
    whole = unicodedata.normalize("NFC", _TONE_BEFORE_QUALITY.sub(r"\1\3\2", marks))
    return _BARRED_D_WORD.sub(_with_vietnamese_d, whole)


def exact(text: str) -> str:
    """Text for comparison with marks: `nfc`, lower case, one tone style (hoà), single spaces."""
    return " ".join(filter(None, map(_exact_word, text.split())))


def fold(text: str) -> str:
    """Text for searching without marks: plain small letters, đ as d, single spaces, and kỹ = kĩ, quý = quí.

    The i/y spelling is equated only in whole syllables after h k l m s t qu (domain rule); others keep theirs.
    Punctuation stays: the index splits words itself.
    """
    return " ".join(filter(None, map(_fold_word, text.split())))


def plain(text: str) -> str:
    """As `fold`, but y and i stay apart: for the beginning of a word that is still being typed (my… → mystery)."""
    return " ".join(filter(None, map(_plain_word, text.split())))


def words(text: str) -> tuple[str, ...]:
    """The folded words of the text, in order, without punctuation."""
    return tuple(_WORD.findall(fold(text)))


def _with_vietnamese_d(found: re.Match[str]) -> str:
    word = found.group().translate(_BARRED_D)
    return word if is_syllable(word) else found.group()


@lru_cache(maxsize=32768)
def _exact_word(word: str) -> str:
    lowered = nfc(nfc(word).translate(_SOFT).lower())
    return _OLD_TONE_STYLE.sub(lambda found: _NEW_TONE_STYLE[found.group()], lowered)


@lru_cache(maxsize=32768)
def _plain_word(word: str) -> str:
    if word.isascii():
        return word.lower()
    # Compatibility forms (ﬁ, ², wide letters) may hold capitals or spaces of their own: lower and split once more.
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word.translate(_SOFT)).lower())
    return " ".join(unicodedata.normalize("NFC", letters.translate(_PLAIN)).split())


@lru_cache(maxsize=32768)
def _fold_word(word: str) -> str:
    return _OPEN_Y.sub(r"\1i", _plain_word(word))
