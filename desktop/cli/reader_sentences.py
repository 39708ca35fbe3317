"""Why the library said no about PINs, portraits, groups and counts, in both languages (see sentences)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.library.model.refusal import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.cli.phrases import Both

OF_READERS: Mapping[Reason, Both] = {
    Reason.WRONG_PIN: (
        "Mã PIN không đúng. Làm lại, hoặc mời thủ thư.",
        "The PIN is wrong. Try again, or call the librarian.",
    ),
    Reason.NO_PIN: (
        "Thẻ này chưa có mã PIN. Đặt mã PIN ở trang Bạn đọc.",
        "This card has no PIN yet. Set one on the Readers page.",
    ),
    Reason.NOT_A_GROUP: (
        "Thẻ {card} là của một người, không phải của lớp hay đội. Dùng thẻ của lớp hay đội.",
        "Card {card} is a person’s, not a class’s or a team’s. Use the card of the class or team.",
    ),
    Reason.NOT_A_PERSON: (
        "Thẻ {card} là của lớp hay đội, không phải của một người. Dùng thẻ của một người.",
        "Card {card} is a class’s or a team’s, not a person’s. Use the card of a person.",
    ),
    Reason.INVALID_PIN: (
        "Mã PIN phải có từ {shortest} đến {longest} chữ số. Chọn mã khác.",
        "A PIN has {shortest} to {longest} digits. Choose another one.",
    ),
    Reason.GUESSABLE_PIN: (
        "Mã PIN này dễ đoán. Tránh một chữ số lặp lại (1111), dãy liền nhau (1234, 4321) và số trên thẻ.",
        "This PIN is easily guessed. Avoid one digit repeated (1111), runs (1234, 4321) and digits of the card.",
    ),
    Reason.PIN_PAUSED: (
        "Sai mã PIN quá nhiều lần. Thẻ {card} tạm nghỉ {minutes} phút; chờ, hoặc mời thủ thư.",
        "Too many wrong PINs. Card {card} pauses for {minutes} {minutes:minute|minutes}; wait, or call the librarian.",
    ),
    Reason.INVALID_COUNT: (
        "Số lượt đọc phải từ 1 đến {most}, không phải {count}. Ghi lại số lượt.",
        "The count must be from 1 to {most}, not {count}. Give it again.",
    ),
    Reason.NOT_A_PORTRAIT: (
        "{file} không phải ảnh thẻ: cần tệp JPEG {width}×{height} điểm, không quá {bytes} byte.",
        "{file} is no portrait: it must be a JPEG of {width}×{height} pixels and at most {bytes} bytes.",
    ),
}
