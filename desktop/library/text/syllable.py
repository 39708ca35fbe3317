"""What can be a written Vietnamese syllable: the measure for telling right text from wrongly decoded text."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

TONES = "\u0300\u0309\u0303\u0301\u0323"
"""huyền, hỏi, ngã, sắc, nặng: the order of dictionaries; no mark (ngang) comes before them."""

_ONSET_TABLE = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RHYME_TABLE = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êc êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet oi om on ong ooc
    oong op ot
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu ych yn ynh yt yu
    """
_ONSETS = frozenset({"", *_ONSET_TABLE.split()})
_RHYMES = frozenset(_RHYME_TABLE.split())
_STOPPED = ("c", "ch", "p", "t")
_STOPPED_TONES = frozenset({"\u0301", "\u0323"})


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Whether the word is a possible Vietnamese syllable: onset, rhyme, at most one tone, and a tone the ending allows.

    Spelling only (place of the tone is not judged, hòa and hoà both pass); case does not matter.
    """
    letters, tones = split_tone(word.lower())
    if len(tones) > 1:
        return False
    if letters == "gi":
        return True
    return any(
        onset in _ONSETS and rhyme in _RHYMES and _tone_fits(rhyme, tones)
        for onset, rhyme in ((letters[:cut], letters[cut:]) for cut in range(min(4, len(letters))))
    )


def split_tone(word: str) -> tuple[str, str]:
    """The word with its tone marks taken off (quality marks stay, NFC), and the tone marks in order."""
    marks = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in marks if mark in TONES)
    letters = "".join(mark for mark in marks if mark not in TONES)
    return unicodedata.normalize("NFC", letters), tones


def _tone_fits(rhyme: str, tones: str) -> bool:
    return tones in _STOPPED_TONES if rhyme.endswith(_STOPPED) else True
