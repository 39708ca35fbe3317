"""Templates: what they may say, how they are kept, and how the original comes back."""

from __future__ import annotations

import pytest

from desktop.library.letters.fields import Language, called, named, words
from desktop.library.letters.kinds import PATTERNS, Kind, Paper
from desktop.library.letters.letters import Letters, original
from desktop.library.letters.sheet import Columns, Paragraph, Rule, Side, Size
from desktop.library.letters.template import Beside, ListPlace, check, parts
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.touched import Touched
from sync.core.row import named_id
from tests.circulation.desk_world import World

VI, EN = Language.VIETNAMESE, Language.ENGLISH


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_words_in_both_languages_that_name_only_what_it_knows(kind: Kind, language: Language):
    check(original(kind, language), PATTERNS[kind], language)
    assert called("kinds", kind.value, language)
    has_list = any(isinstance(part, ListPlace) for part in parts(original(kind, language)))
    assert has_list == bool(PATTERNS[kind].columns)


def test_every_name_is_of_one_field_only_and_every_field_and_column_has_one():
    spoken = [name for field in words()["fields"].values() for name in {named(field["vi"]), named(field["en"])}]
    assert sorted(spoken) == sorted(words()["fields"])
    known = {field for pattern in PATTERNS.values() for field in pattern.fields}
    assert known == set(words()["fields"])
    assert {name for pattern in PATTERNS.values() for name in pattern.columns} == set(words()["columns"])


@pytest.mark.parametrize("typed", ["{họ tên}", "{HỌ TÊN}", "{ho ten}", "{ Họ  tên }", "{name}"])
def test_a_field_is_known_by_its_name_in_either_language_and_any_case(typed: str):
    check(typed, PATTERNS[Kind.DUE_SLIP], VI)


@pytest.mark.parametrize(
    ("text", "name", "near"),
    [
        ("Kính gửi {họ tênn}", "họ tênn", "{họ tên}"),
        ("{giá sách}", "giá sách", "{danh sách}"),
        ("Trả trước {hạn trả", "{hạn trả", "{hạn trả}"),
        ("thừa }", "}", "{"),
        ("{}", "", "{"),
    ],
)
def test_what_the_letter_does_not_know_is_refused_with_what_comes_nearest(text: str, name: str, near: str):
    with pytest.raises(Refusal) as no:
        check(text, PATTERNS[Kind.DUE_SLIP], VI)
    assert no.value.reason is Reason.UNKNOWN_PLACEHOLDER
    assert no.value.facts["name"] == name
    assert near in str(no.value.facts["known"])


def test_the_marks_of_a_template():
    title, middle, right, rule, both, place, gap, plain = parts(
        "# Một\n^ hai\n> /ba/\n---\n*TRÁI* | phải\n--- | \n- nơi nhận |\n{Danh sách}\n\nĐây là *đậm* và 1/2, a/b"
    )
    assert isinstance(title, Paragraph)
    assert (title.side, title.size, title.runs[0].bold) == (Side.CENTRE, Size.TITLE, True)
    assert isinstance(middle, Paragraph)
    assert middle.side is Side.CENTRE
    assert isinstance(right, Paragraph)
    assert (right.side, right.italic, right.text) == (Side.RIGHT, True, "ba")
    assert rule == Rule()
    assert isinstance(both, Beside)
    assert both.cells[0][1] == Rule(short=True)
    assert isinstance(both.cells[0][2], Paragraph)
    assert both.cells[0][2].side is Side.LEFT
    assert place == ListPlace()
    assert isinstance(gap, Paragraph)
    assert gap.text == ""
    assert isinstance(plain, Paragraph)
    assert [(run.text, run.bold) for run in plain.runs] == [("Đây là ", False), ("đậm", True), (" và 1/2, a/b", False)]


def test_changed_words_are_kept_for_the_whole_unit_and_the_original_comes_back(letters: Letters, world: World):
    world.store.touched.clear()
    letters.amend(Kind.DUE_SLIP, VI, "# PHIẾU\n{danh sách}")
    assert world.store.touched == {Touched.LETTERS}
    assert (letters.template(Kind.DUE_SLIP, VI).text, letters.template(Kind.DUE_SLIP, VI).changed) == (
        "# PHIẾU\n{danh sách}\n",
        True,
    )
    assert letters.template(Kind.DUE_SLIP, EN).text == original(Kind.DUE_SLIP, EN)
    letters.restore(Kind.DUE_SLIP, VI)
    assert letters.template(Kind.DUE_SLIP, VI) == letters.template(Kind.DUE_SLIP)
    assert (letters.template(Kind.DUE_SLIP, VI).text, letters.template(Kind.DUE_SLIP, VI).changed) == (
        original(Kind.DUE_SLIP, VI),
        False,
    )
    letters.amend(Kind.DUE_SLIP, VI, "# LẠI")
    assert letters.template(Kind.DUE_SLIP, VI).text == "# LẠI\n"
    letters.amend(Kind.DUE_SLIP, VI, original(Kind.DUE_SLIP, VI))
    assert not letters.template(Kind.DUE_SLIP, VI).changed


def test_two_pcs_that_change_the_same_letter_write_the_same_row(letters: Letters, world: World):
    letters.amend(Kind.RECEIPT, VI, "# A")
    letters.choose_paper(Kind.RECEIPT, Paper.A4)
    letters.amend(Kind.RECEIPT, VI, "# B")
    [row] = world.store.connection.execute("SELECT id FROM letter WHERE code = 'receipt/vi'").fetchall()
    assert row == (named_id("DV01", "letter", "receipt/vi"),)
    assert letters.template(Kind.RECEIPT).paper is Paper.A4


def test_a_paper_that_the_kind_does_not_fit_on_is_not_chosen(letters: Letters):
    letters.choose_paper(Kind.CLEARANCE, Paper.ROLL_58)
    assert letters.template(Kind.CLEARANCE).paper is Paper.A4


def test_words_that_make_no_sense_from_another_program_leave_the_original(letters: Letters, world: World):
    for code, text in (("receipt/vi", 7), ("receipt", "a0"), ("due-slip/vi", "# {cái gì}\n{họ tên}")):
        with world.store.writing() as pen:
            pen.put("letter", pen.new_id(), {"code": code, "text": text})
    assert letters.template(Kind.RECEIPT).text == original(Kind.RECEIPT, VI)
    assert letters.template(Kind.RECEIPT).paper is Paper.A5
    card = world.a_reader()
    world.a_loan(card)
    title, name = letters.sheet(letters.slip(Kind.DUE_SLIP, card=card)).blocks
    assert isinstance(title, Paragraph)
    assert set(title.text) == {"…"}
    assert isinstance(name, Paragraph)
    assert name.text == "Trần Văn B"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# PHIẾU\n{ngày sinh}", Reason.UNKNOWN_PLACEHOLDER),
        ("# PHIẾU\nĐộ mật: Tối mật", Reason.STATE_SECRET),
        (" \n \n", Reason.MISSING_FIELD),
    ],
)
def test_a_template_that_cannot_be_kept_changes_nothing(letters: Letters, world: World, text: str, reason: Reason):
    with pytest.raises(Refusal) as no:
        letters.amend(Kind.DUE_SLIP, VI, text)
    assert no.value.reason is reason
    assert world.store.connection.execute("SELECT count(*) FROM letter").fetchone() == (0,)


def test_a_head_is_filled_side_by_side_and_on_a_roll_one_beneath_the_other(letters: Letters, world: World):
    card = world.a_reader()
    world.a_loan(card)
    letters.amend(Kind.DUE_SLIP, VI, "*{ĐƠN VỊ}* | phải")
    [first, second] = letters.sheet(letters.slip(Kind.DUE_SLIP, card=card)).blocks
    assert isinstance(first, Paragraph)
    assert isinstance(second, Paragraph)
    assert (first.text, second.text) == ("THỬ", "phải")  # of “Thư viện thử”: “library” has a line of its own
    letters.choose_paper(Kind.DUE_SLIP, Paper.A5)
    [beside] = letters.sheet(letters.slip(Kind.DUE_SLIP, card=card)).blocks
    assert isinstance(beside, Columns)
    assert sum(beside.shares) == 100
