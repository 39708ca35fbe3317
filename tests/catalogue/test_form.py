"""The plain form: what it shows, what it changes, and above all what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.library.catalogue.draft import Draft, control, placed, varying
from desktop.library.catalogue.form import amended, checked_form, form_of
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.model.title import MarcField, TitleForm

RICH = Draft(
    1,
    "",
    placed(
        (
            control("001", "NLV572002"),
            varying("020", "  ", [("a", "9786041243958"), ("c", "170000đ"), ("d", "2000b")]),
            varying("020", "  ", [("a", "9786041243965"), ("q", "bìa cứng")]),
            varying("041", "1 ", [("a", "vie"), ("h", "eng")]),
            varying("082", "04", [("2", "23"), ("a", "823"), ("b", "H109P")]),
            varying("100", "1 ", [("a", "Rowling, J. K."), ("d", "1965-")]),
            varying(
                "245", "10", [("a", "Harry Potter"), ("n", "Tập 2"), ("p", "Phòng chứa bí mật"), ("c", "Lý Lan dịch")]
            ),
            varying("264", " 1", [("a", "Tp. Hồ Chí Minh"), ("b", "Nxb. Trẻ"), ("c", "2024")]),
            varying("490", "0 ", [("a", "Harry Potter"), ("v", "T.2")]),
            varying("650", " 7", [("2", "Bộ TK TVQG"), ("a", "Văn học thiếu nhi"), ("z", "Anh")]),
            varying("650", " 7", [("2", "Bộ TK TVQG"), ("a", "Phép thuật")]),
            varying("700", "1 ", [("a", "Lý Lan"), ("e", "dịch")]),
            varying("941", "  ", [("a", "DP"), ("b", "VH")]),
        )
    ),
).fields

texts = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
forms = st.builds(
    TitleForm, title=texts, subtitle=st.just("") | texts, author=st.just("") | texts, publisher=st.just("") | texts,
    year=st.just("") | texts, summary=st.just("") | texts, edition=st.just("") | texts, size=st.just("") | texts,
)  # fmt: skip


def changed(before: tuple[MarcField, ...], after: tuple[MarcField, ...]) -> set[str]:
    return {f.name for f in set(before) ^ set(after)}


def test_the_form_shows_what_the_record_says() -> None:
    form = form_of(RICH)
    assert form.title == "Harry Potter"
    assert form.publisher == "Nxb. Trẻ"
    assert form.isbn == "9786041243958"
    assert form.price == "170000đ"
    assert form.series == "Harry Potter ; T.2"
    assert form.subjects == "Văn học thiếu nhi - Anh; Phép thuật"
    assert form.other_authors == "Lý Lan"
    assert form.language == "vie"


def test_an_unchanged_form_changes_nothing() -> None:
    assert amended(RICH, form_of(RICH)) == RICH


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"year": "2025"}, {"264/1"}),
        ({"price": "180000đ"}, {"020/1"}),
        ({"subtitle": "phần hai"}, {"245/1"}),
        ({"isbn": ""}, {"020/1"}),
        ({"edition": "Tái bản"}, {"250/1"}),
        ({"series": ""}, {"490/1"}),
        ({"author": "Rowling, Joanne"}, {"100/1"}),
    ],
)
def test_only_the_field_that_was_changed_changes(change: dict[str, str], fields: set[str]) -> None:
    assert changed(RICH, amended(RICH, replace(form_of(RICH), **change))) == fields


def test_subfields_that_the_form_does_not_show_stay() -> None:
    after = amended(RICH, replace(form_of(RICH), author="Rowling, Joanne", subtitle="và hòn đá", isbn=""))
    by_name = {field.name: field for field in after}
    assert by_name["100/1"].first("d") == "1965-"
    assert by_name["245/1"].subfields == (
        ("a", "Harry Potter"), ("b", "và hòn đá"), ("n", "Tập 2"), ("p", "Phòng chứa bí mật"), ("c", "Lý Lan dịch"),
    )  # fmt: skip
    assert by_name["020/1"].subfields == (("c", "170000đ"), ("d", "2000b"))


def test_headings_that_stay_keep_their_source_and_new_ones_come_beside_them() -> None:
    after = amended(RICH, replace(form_of(RICH), subjects="Phép thuật\nTrường học - Anh"))
    subjects = [field for field in after if field.tag == "650"]
    assert subjects[0] == RICH[10]
    assert subjects[1].subfields == (("a", "Trường học"), ("x", "Anh"))
    assert [f.order for f in after] == sorted(f.order for f in after)
    assert after.index(subjects[1]) < next(i for i, f in enumerate(after) if f.tag == "700")


def test_two_people_who_each_add_a_heading_do_not_collide() -> None:
    form = replace(form_of(RICH), subjects="Văn học thiếu nhi - Anh; Phép thuật; Mới")
    one, other = ({f.name for f in amended(RICH, form)} for _ in range(2))
    assert len(one & other) == len(RICH)


@given(forms)
def test_what_is_typed_is_what_is_shown(form: TitleForm) -> None:
    plain = checked_form(form)
    assert form_of(amended((), plain)) == plain


@given(forms, forms)
def test_any_form_can_be_laid_over_any_record(first: TitleForm, second: TitleForm) -> None:
    assert form_of(amended(amended((), first), second)) == second


def test_a_form_without_title_or_with_a_wrong_isbn_is_refused() -> None:
    for form, reason in (
        (TitleForm(title="  "), Reason.MISSING_FIELD),
        (TitleForm(title="x", isbn="978-604-1-24395-9"), Reason.INVALID_ISBN),
    ):
        with pytest.raises(Refusal) as refused:
            checked_form(form)
        assert refused.value.reason is reason
