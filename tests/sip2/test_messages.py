from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.library.model.ids import Moment
from desktop.sip2 import times
from desktop.sip2.layout import LAYOUTS
from desktop.sip2.messages import Garbled, Message, Spelling, checksum, plain, read, written

NAMES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2).filter(lambda name: name not in {"AY", "AZ"})
VALUES = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="|"), max_size=40)


@st.composite
def messages(draw):
    code = draw(st.sampled_from(sorted(LAYOUTS)))
    printable = st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="|")
    fixed = {name: draw(st.text(printable, min_size=width, max_size=width)) for name, width in LAYOUTS[code]}
    return Message(code, fixed, tuple(draw(st.lists(st.tuples(NAMES, VALUES), max_size=6))))


@given(messages(), st.sampled_from("0123456789"))
def test_a_message_comes_back_as_it_was_sent(message, sequence):
    line = written(message, sequence=sequence, checked=True)
    came = read(line)
    assert (came.message, came.sequence, came.checked) == (message, sequence, True)
    assert line.endswith(b"\r")
    assert line.count(b"\r") == 1


@given(messages())
def test_a_message_without_error_detection_comes_back_too(message):
    assert read(written(message)).message == message


@given(messages(), st.integers(0, 10_000), st.integers(1, 255))
def test_a_letter_that_changed_on_the_line_is_noticed(message, where, by):
    line = bytearray(written(message, sequence="1", checked=True)[:-1])
    at = where % (len(line) - 6)  # in the message itself; the sum's own digits speak for themselves
    line[at] = (line[at] + by) % 256
    try:
        came = read(bytes(line))
    except Garbled:
        return
    assert came.message != message or bytes(line).lstrip(b"\r\n\x00 ") != bytes(line)


@given(st.binary(max_size=300))
def test_whatever_comes_is_a_message_or_garbled(line):
    try:
        read(line)
        said = ""
    except Garbled as no:
        said = no.why
    assert said in {"", "code", "short", "field", "checksum"}


@pytest.mark.parametrize(
    ("line", "total"),
    [(b"990 402.00AY1AZ", "FCB4"), (b"9300CNLoginUserID|COLoginPassword|CPLocationCode|AY5AZ", "EC7B")],
)
def test_the_checksum_is_the_one_that_machines_in_the_field_send(line, total):
    assert checksum(line) == total
    came = read(line + total.encode())
    assert (came.sequence, came.checked) == (line[-3:-2].decode(), True)


def test_a_line_feed_after_the_return_and_small_hex_digits_do_no_harm():
    assert read(b"\n9300CNLoginUserID|COLoginPassword|CPLocationCode|AY5AZec7b").sequence == "5"


def test_a_wrong_checksum_is_refused():
    with pytest.raises(Garbled, match="checksum"):
        read(b"9300CNLoginUserID|COLoginPassword|CPLocationCode|AY5AZEC78")


@pytest.mark.parametrize(
    ("line", "why"), [(b"", "code"), (b"42hello", "code"), (b"11YN2026", "short"), (b"9300C|", "field")]
)
def test_what_is_no_message_is_named(line, why):
    with pytest.raises(Garbled, match=why):
        read(line)


def test_an_old_machine_gets_vietnamese_without_marks():
    message = Message("94", {"ok": "1"}, (("AF", "Thẻ này đã hết hạn – hỏi thủ thư"),))
    assert written(message, spelling=Spelling.PLAIN) == b"941AFThe nay da het han - hoi thu thu|\r"
    assert plain("Đỗ Thị Ứng") == "Do Thi Ung"


def test_a_bar_in_a_title_ends_no_field():
    line = written(Message("94", {"ok": "1"}, (("AJ", "Trái | phải\rgiữa"), ("AF", "được"))))
    assert read(line).message.fields == (("AJ", "Trái / phải giữa"), ("AF", "được"))


def test_times_are_those_of_viet_nam_unless_the_machine_says_universal():
    at = Moment(1_795_395_600_000)
    assert times.understood(times.told(at)) == at
    for universal in ("20261123   Z010000", "202611230000010000"):
        assert times.understood(universal) == times.understood("20261123    080000")


@pytest.mark.parametrize(
    "text", ["", " " * 18, "20261323    080000", "2026112x    080000", "20261123XXXX080000", "٢" * 18]
)
def test_what_is_no_time_is_none(text):
    assert times.understood(text) is None
