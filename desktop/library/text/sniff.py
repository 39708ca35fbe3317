"""Which encoding some bytes are in, judged by what they would say: flags and file names are never believed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop.library.text.legacy import Encoding, decode
from desktop.library.text.plausible import vietnamese_share

_SAMPLE = 65536
"""Bytes looked at: more does not change the verdict and costs time."""
_SURE = 0.8
_CLEARLY_BETTER = 0.1
_CANDIDATES = (
    Encoding.UTF_8,
    Encoding.TCVN3,
    Encoding.VNI,
    Encoding.CP1258,
    Encoding.VISCII,
    Encoding.VPS,
    Encoding.MARC_8,
)
"""Best known first: a tie goes to the earlier."""
_VIQR_WORD = re.compile(rb"(?:\b[Dd][Dd]|[AEOaeo]\^|[Aa]\(|[OUou]\+)[`?~'.]?")
_VIQR_WORDS = 3
_SUBFIELD = re.compile(rb"\x1f.")
"""A MARC delimiter and its code: left in, the code would stick to the first word (aVăn)."""
_CUT_END = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{0,2}$")


@dataclass(frozen=True, slots=True)
class Guess:
    """The most plausible encoding. `ranking` holds (encoding, share of words that read as Vietnamese), best first."""

    encoding: Encoding
    sure: bool
    ranking: tuple[tuple[Encoding, float], ...] = ()


def sniff(written: bytes) -> Guess:
    """The encoding of the bytes: Unicode when they are valid Unicode, else the one whose words look most Vietnamese.

    Not sure means: show a preview and ask. Latin text of other languages comes out as CP1252, not sure.
    """
    sample = _SUBFIELD.sub(b" ", written[:_SAMPLE])
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Guess(Encoding.UTF_16, sure=True)
    if sample.isascii():
        return Guess(Encoding.VIQR, sure=False) if _looks_like_viqr(sample) else Guess(Encoding.UTF_8, sure=True)
    if _is_utf_8(written):
        return Guess(Encoding.UTF_8, sure=True)
    return _most_plausible(sample)


def _most_plausible(sample: bytes) -> Guess:
    scored = ((encoding, vietnamese_share(decode(sample, encoding))) for encoding in _CANDIDATES)
    ranking = tuple(sorted(scored, key=lambda scored: -scored[1]))
    (best, share), (_, next_share) = ranking[:2]
    if share < _SURE / 2:
        return Guess(Encoding.CP1252, sure=False, ranking=ranking)
    return Guess(best, sure=share >= _SURE and share - next_share >= _CLEARLY_BETTER, ranking=ranking)


def _is_utf_8(written: bytes) -> bool:
    whole = _CUT_END.sub(b"", written[:_SAMPLE]) if len(written) > _SAMPLE else written
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _looks_like_viqr(sample: bytes) -> bool:
    return len(_VIQR_WORD.findall(sample)) >= _VIQR_WORDS and vietnamese_share(decode(sample, Encoding.VIQR)) >= _SURE
