"""The product and its tests keep the rules, and each rule would see who breaks it."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.house import rules
from tests.house.sources import ROOT, Source, everything, product

LONG = "def tally():\n" + "    pass\n" * 41


class Case(NamedTuple):
    """A rule, whom it binds, a file that breaks it and one that comes close but does not."""

    rule: rules.Rule
    tests_too: bool
    breaks: tuple[str, str]
    keeps: tuple[str, str]


CASES = {
    "Qt lies under the window only": Case(
        rules.imports_only_in(rules.QT, rules.QT_PLACES),
        False,
        ("desktop/cli.py", "from PySide6.QtCore import Qt"),
        ("desktop/ui/desk/page.py", "from PySide6 import QtCore"),
    ),
    "databases are opened by the stores only": Case(
        rules.imports_only_in(rules.SQL, rules.SQL_PLACES),
        False,
        ("desktop/library/circulation/desk.py", "import sqlite3"),
        ("desktop/library/store/connection.py", "import sqlcipher3.dbapi2"),
    ),
    "SQL is written in the stores only": Case(
        rules.sql_stays_in_its_places,
        False,
        ("desktop/ui/desk/page.py", "Q = 'SELECT id FROM item'"),
        ("desktop/ui/desk/page.py", "Q = 'Select a title from the list'"),
    ),
    "the network is reached by one file only": Case(
        rules.imports_only_in(rules.HTTP, rules.HTTP_PLACES),
        False,
        ("sync/client/run.py", "import urllib.request"),
        ("sync/client/http.py", "import requests"),
    ),
    "imports stand at the head of a file": Case(
        rules.no_import_inside_a_function,
        False,
        ("desktop/cli.py", "def lend():\n    from x import y"),
        ("desktop/cli.py", "if True:\n    import x"),
    ),
    "errors travel": Case(
        rules.errors_travel,
        True,
        ("sync/core/merge.py", "try:\n    f()\nexcept (ValueError, Exception):\n    pass"),
        ("sync/core/merge.py", "try:\n    f()\nexcept BaseException:\n    undo()\n    raise"),
    ),
    "nobody waits for time": Case(
        rules.nobody_waits_for_time,
        True,
        ("tests/ui/test_desk.py", "time.sleep(1)"),
        ("tests/ui/test_desk.py", "qtbot.waitUntil(done)"),
    ),
    "nothing is modal": Case(
        rules.nothing_modal,
        True,
        ("desktop/ui/desk/page.py", "dialog.exec()"),
        ("desktop/ui/desk/page.py", "dialog.open()"),
    ),
    "keys are typed safely": Case(
        rules.keys_are_typed_safely,
        True,
        ("tests/ui/test_desk.py", "qtbot.keyClicks(field, 'Điều lệnh')"),
        ("tests/ui/test_desk.py", "qtbot.keyClick(field, Qt.Key.Key_Return)"),
    ),
    "nothing is mocked": Case(
        rules.no_mocks,
        True,
        ("tests/ui/test_desk.py", "from unittest.mock import Mock"),
        ("tests/ui/test_desk.py", "from unittest import TestCase"),
    ),
    "names say something": Case(
        rules.names_say_something,
        False,
        ("desktop/library/loan_utils.py", "class LoanManager: pass"),
        ("desktop/library/database.py", "def processed(): pass\ndef data(self): pass"),
    ),
    "files and functions are small": Case(
        rules.small_enough,
        False,
        ("desktop/library/loans.py", LONG),
        ("desktop/library/loans.py", LONG.replace("    pass\n", "", 2)),
    ),
    "a silenced check says why": Case(
        rules.silences_say_why,
        True,
        ("sync/core/row.py", "x = 1  # no" + "qa: S105"),
        ("sync/core/row.py", "x = 1  # no" + "qa: S105, E501 - a reason's name"),
    ),
    "nothing is left unfinished": Case(
        rules.nothing_unfinished,
        True,
        ("sync/core/row.py", "# TO" + "DO later"),
        ("sync/core/row.py", "# to do well"),
    ),
    "every word of the window can be translated": Case(
        rules.words_are_translatable,
        False,
        ("desktop/ui/desk/page.py", "tr(f'{n} cuốn')"),
        ("desktop/ui/desk/page.py", "tr('{n} cuốn', n=n)"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_house_keeps_the_rule(case: Case):
    offences = [offence for source in (everything() if case.tests_too else product()) for offence in case.rule(source)]
    assert not offences, "\n" + "\n".join(offences)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_rule_sees_who_breaks_it_and_only_those(case: Case):
    assert list(case.rule(Source.of(*case.breaks)))
    assert not list(case.rule(Source.of(*case.keeps)))


def test_places_that_may_do_more_exist():
    allowed = (*rules.QT_PLACES, *rules.SQL_PLACES, *rules.HTTP_PLACES, *rules.LATE_IMPORT_PLACES)
    allowed += (*rules.CATCHERS, *rules.EVENT_LOOPS, *rules.RESTERS)
    assert not [place for place in allowed if not (ROOT / place).exists()]
