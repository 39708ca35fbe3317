"""Every reason is a sentence with what to do, with facts or without."""

from __future__ import annotations

import pytest

from desktop.library.model.refusal import Reason
from desktop.ui import refusals


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_says_why_and_what_to_do_without_any_fact(reason: Reason) -> None:
    for sentence in (refusals.why(reason, {}), refusals.what_to_do(reason)):
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_a_known_fact_is_told() -> None:
    said = refusals.why(Reason.ON_LOAN_TO_ANOTHER, {"due": "2026-12-07"})
    assert said == "Cuốn này đang có bạn đọc khác giữ, hạn trả 07/12/2026."


def test_a_missing_fact_leaves_a_whole_sentence() -> None:
    assert refusals.why(Reason.ON_LOAN_TO_ANOTHER, {"due": None}) == "Cuốn này đang có bạn đọc khác giữ."


def test_a_brace_in_a_scanned_code_does_no_harm() -> None:
    assert "{0}" in refusals.why(Reason.UNKNOWN_BARCODE, {"barcode": "{0}"})
