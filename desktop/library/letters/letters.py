"""The library's letters: their templates, which a librarian may change, and the sheets that come of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import resources
from desktop.library.circulation.calendar import day_of, start_of
from desktop.library.circulation.overdue import by_reader
from desktop.library.letters import circulating, owing
from desktop.library.letters.fields import Language
from desktop.library.letters.fill import Facts, Template, fill
from desktop.library.letters.kinds import PATTERNS, Kind, Paper
from desktop.library.letters.template import check
from desktop.library.model.refusal import Reason, Refusal
from desktop.library.security.rights import Rights, Task
from desktop.library.store.letters import LetterTexts, keep, put_back
from desktop.library.text import nfc
from desktop.library.text.secrets import secret_mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop.library.letters.sheet import Sheet
    from desktop.library.letters.wording import Value
    from desktop.library.model.hold import HoldLine
    from desktop.library.model.money import Clearance, Compensation, DebtLine, Receipt
    from desktop.library.model.overdue import Late, OverdueLine
    from desktop.library.model.session import Session
    from desktop.library.store.store import Store


class Letters:
    """Templates and letters over one store. `operator` tells who sits at the desk."""

    def __init__(
        self, store: Store, rights: Rights = Rights.LIBRARIAN, operator: Callable[[], str] = lambda: ""
    ) -> None:
        self._store = store
        self._rights = rights
        self._operator = operator
        self._kept = LetterTexts(store.connection)

    def template(self, kind: Kind, language: Language = Language.VIETNAMESE) -> Template:
        """The words and the paper in force."""
        own = self._kept.kept(f"{kind}/{language}")
        papers = {paper.value: paper for paper in PATTERNS[kind].papers}
        paper = papers.get(self._kept.kept(kind.value), PATTERNS[kind].papers[0])
        return Template(own or original(kind, language), paper, language, changed=bool(own))

    def amend(self, kind: Kind, language: Language, text: str) -> None:
        """Keep these words for the whole unit; the original ones put the original back.

        Raises Refusal: NOT_ENTITLED, MISSING_FIELD, UNKNOWN_PLACEHOLDER, STATE_SECRET.
        """
        self._rights.require(Task.EDIT_LETTERS)
        words = nfc(text).strip("\n") + "\n"
        if not words.strip():
            raise Refusal(Reason.MISSING_FIELD, field="text")
        if secret_mark(words.splitlines()):
            raise Refusal(Reason.STATE_SECRET)
        check(words, PATTERNS[kind], language)
        if words == original(kind, language):
            self.restore(kind, language)
            return
        with self._store.writing() as pen:
            keep(pen, self._store.unit, f"{kind}/{language}", words)

    def restore(self, kind: Kind, language: Language) -> None:
        """What the program brought along counts again. Raises Refusal(NOT_ENTITLED)."""
        self._rights.require(Task.EDIT_LETTERS)
        if self._kept.kept(f"{kind}/{language}"):
            with self._store.writing() as pen:
                put_back(pen, self._store.unit, f"{kind}/{language}", self._store.now_ms())

    def choose_paper(self, kind: Kind, paper: Paper) -> None:
        """Print this kind on that paper from now on. Raises Refusal(NOT_ENTITLED)."""
        self._rights.require(Task.EDIT_LETTERS)
        if paper in PATTERNS[kind].papers:
            with self._store.writing() as pen:
                keep(pen, self._store.unit, kind.value, paper.value)

    def sheet(
        self, facts: Facts, language: Language = Language.VIETNAMESE, *, template: Template | None = None
    ) -> Sheet:
        """The filled letter; `template` is one that is being written."""
        now = self._store.now_ms()
        common: dict[str, Value] = {
            "unit": _unit(self._store.profile.text("unit-name")),
            "today": day_of(now),
            "day": day_of(now),
            "time": now,
            "operator": self._operator(),
        }
        told = Facts(facts.kind, common | dict(facts.fields), facts.lines, facts.outside)
        return fill(template or self.template(facts.kind, language), told)

    def slip(self, kind: Kind, *, card: str = "", since: int | None = None, hold: HoldLine | None = None) -> Facts:
        """What the desk prints with one key: due slip, return slip (both of a card since a moment), hold slip.

        Raises Refusal as the slip asked for.
        """
        match kind, hold:
            case Kind.HOLD_SLIP, one if one is not None:
                return circulating.hold_slip(one)
            case Kind.RETURN_SLIP, _:
                return circulating.return_slip(self._store, card, since or 0)
        return circulating.due_slip(self._store, card, since)

    def overdue_notices(self, lines: Iterable[OverdueLine], *, outside: bool = False) -> tuple[Facts, ...]:
        """One for each reader of these lines, in roll-call order; whoever was forgotten gets none."""
        return tuple(
            self.overdue_notice(late, outside=outside) for late in by_reader(line for line in lines if line.reader_id)
        )

    def overdue_notice(self, late: Late, *, outside: bool = False) -> Facts:
        """To the reader of these lines."""
        return circulating.overdue_notice(self._store, late, outside=outside)

    def overdue_list(self, lines: Sequence[OverdueLine], about: str = "", *, outside: bool = False) -> Facts:
        """Of a group (`about` its name) or of the whole unit."""
        unit = self._store.profile.text("unit-name")
        return circulating.overdue_list(lines, unit if outside else about or unit, outside=outside)

    def group_list(self, card: str, *, only_today: bool = False, since: int | None = None) -> Facts:
        """What a class or a team has, or got today or since a moment (ms), to be signed for.

        Raises Refusal: UNKNOWN_CARD, NOT_A_GROUP.
        """
        since = start_of(day_of(self._store.now_ms())) if only_today else since
        return circulating.group_list(self._store, card, since)

    def clearance(self, clear: Clearance, language: Language, *, purpose: str = "") -> Facts:
        """The certificate that nothing is owed, or the list of what is open. Raises Refusal(UNKNOWN_CARD)."""
        return owing.clearance(self._store, clear, language, purpose=purpose)

    def compensation(self, line: DebtLine, cost: Compensation | None, language: Language) -> Facts:
        """What a reader has to make good for, by which price and rate. Raises Refusal(UNKNOWN_CARD)."""
        return owing.compensation(self._store, line, cost, language)

    def receipt(self, paid: Receipt, language: Language) -> Facts:
        """For money that was taken or given back. Raises Refusal(UNKNOWN_CARD)."""
        return owing.receipt(self._store, paid, language)

    def reading_ticket(self, session: Session) -> Facts:
        """For a session in the reading room."""
        return circulating.reading_ticket(self._store, session)


def _unit(name: str) -> str:
    """Whose library it is: the head of a letter says “library” on a line of its own, whatever the library is called."""
    word, _, unit = name.partition(" viện ")
    return f"{unit[:1].upper()}{unit[1:]}" if word.lower() == "thư" and unit else name


def original(kind: Kind, language: Language) -> str:
    """What the program brings along."""
    return resources.path(f"letters/{kind}.{language}.txt").read_text("utf-8")
