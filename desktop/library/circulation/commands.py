"""The printed command codes of the desk's sheet: spelt so that no Vietnamese keyboard program changes them."""

from __future__ import annotations

from desktop.library.model.desk import Act
from desktop.library.text.codes import clean_code

PREFIX = ".."
"""No bar code of an item or a card begins so; a full stop also ends what a keyboard program is composing."""

PRINTED = {
    Act.LEND: f"{PREFIX}MUON",
    Act.RETURN: f"{PREFIX}TRA",
    Act.RENEW: f"{PREFIX}GIA",
    Act.UNDO: f"{PREFIX}HUY",
    Act.DONE: f"{PREFIX}XONG",
    Act.HOLD: f"{PREFIX}DAT",
    Act.RENEW_ALL: f"{PREFIX}GIAHET",
    Act.OVERRIDE: f"{PREFIX}CHOPHEP",
    Act.SLIP: f"{PREFIX}PHIEU",
}
"""What is printed: mượn, trả, gia hạn, huỷ, xong, đặt, gia hạn hết, cho phép, phiếu without marks. No digit (VNI), no
w, no doubled letter and no tone letter after a vowel (Telex), which RETURN and RENEW have (domain.md 3.6)."""

_SPOKEN = {code: act for act, code in PRINTED.items()} | {f"{PREFIX}{act.name}": act for act in Act}


def command_of(code: str) -> Act | None:
    """The act that this code asks for, None when it is no command. The English names (`..LEND`) are understood, too."""
    return _SPOKEN.get(clean_code(code))
