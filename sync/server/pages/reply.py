"""From a request to a page: the language, the frame around the content, the headers, and what is said when it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import HTMLResponse

from sync.server.pages.look import HEADERS, ICON, STYLE
from sync.server.pages.markup import Html, joined, tag
from sync.server.pages.switch import is_on
from sync.server.pages.wording import ENGLISH, VIETNAMESE, Words, words_for
from sync.server.refused import Refused

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from sync.server.centre import Centre
    from sync.server.pages.gate import Gate

LONGEST_WORDS = 200
"""Letters of a query; what is longer is cut."""
_AGAIN_SECONDS = 5
_NEWS = {"catalogue": "/", "units": "/units"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader of the page wants: where, with which words, in which language."""

    centre: Centre
    path: str
    facts: Mapping[str, str]
    words: Words

    @property
    def query(self) -> str:
        """The words to look for."""
        return self.facts.get("q", "").strip()[:LONGEST_WORDS]

    @property
    def offset(self) -> int:
        """Where the page of results begins, from 0."""
        text = self.facts.get("from", "")
        return min(int(text), 10**6) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004 - digits of a number that fits

    def link(self, path: str, **facts: str | int) -> str:
        """An address of ours that keeps the language."""
        kept = {name: fact for name, fact in facts.items() if fact not in {"", 0}}
        if self.words.language == ENGLISH:
            kept["lang"] = ENGLISH
        return f"{path}?{urlencode(kept)}" if kept else path


@dataclass(frozen=True, slots=True)
class Told:
    """A page: its name for the browser's tab, its content; `at` is the part of the navigation that is current."""

    name: str
    content: Html
    at: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Page = Callable[[Asked], Told]


def endpoint(
    centre: Centre, page: Page, turns: threading.Semaphore, *, gate: Gate | None = None
) -> Callable[[Request], Response]:
    """What Starlette calls, on a thread of its own, for this page; `gate` asks for a password first.

    Whoever finds no turn free is told so at once: readers of the page must never take the units' threads.
    """

    def answer(request: Request) -> Response:
        facts = {**request.query_params, **request.path_params}
        asked = Asked(centre, request.url.path, facts, words_for(facts.get("lang")))
        if not turns.acquire(blocking=False):
            return _response(asked, _busy(asked))
        try:
            return _response(asked, _told(asked, page, gate, request.headers.get("authorization", "")))
        except Refused as refused:
            return _response(asked, _busy(asked, refused.number))
        finally:
            turns.release()

    return answer


def notice(asked: Asked, name: str, *, status: int, headers: Mapping[str, str] | None = None) -> Told:
    """A page that only says why there is nothing: a heading and the sentence `NAME why`."""
    words = asked.words
    content = joined(
        tag("h1", words(name)),
        tag("p", words(f"{name} why")),
        tag("p", tag("a", words("search again"), href=asked.link("/"))),
    )
    return Told(words(name), content, status=status, headers=headers or {})


def _busy(asked: Asked, again_s: int = 0) -> Told:
    return notice(asked, "busy", status=503, headers={"Retry-After": str(again_s or _AGAIN_SECONDS)})


def _told(asked: Asked, page: Page, gate: Gate | None, authorization: str) -> Told:
    if not is_on(asked.centre):
        return notice(asked, "closed", status=404)
    if gate is not None and (closed := gate.refuses(authorization)) is not None:
        return notice(asked, closed.name, status=closed.status, headers=closed.headers)
    return page(asked)


def _response(asked: Asked, told: Told) -> Response:
    text = "<!DOCTYPE html>\n" + _frame(asked, told)
    headers = {**HEADERS, "Content-Language": asked.words.language, **told.headers}
    return HTMLResponse(text.encode(), status_code=told.status, headers=headers)


def _frame(asked: Asked, told: Told) -> Html:
    words = asked.words
    links = (
        tag("a", words(name), href=asked.link(path), aria_current="page" if told.at == name else None)
        for name, path in _NEWS.items()
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{told.name} – {words('program')}"),
        tag("link", rel="icon", href=ICON),
        tag("style", Html(STYLE)),
    )
    body = tag(
        "body",
        tag("a", words("to the content"), href="#content", class_="skip"),
        tag(
            "header",
            tag("a", words("program"), href=asked.link("/"), class_="name"),
            tag("nav", links, aria_label=words("navigation")),
            _tongue(asked),
        ),
        tag("main", told.content, id="content"),
        tag("footer", words("footer", name=asked.centre.folder.name)),
    )
    return tag("html", head, body, lang=words.language)


def _tongue(asked: Asked) -> Html:
    """The same page in the other language."""
    other = VIETNAMESE if asked.words.language == ENGLISH else ENGLISH
    facts = {name: fact for name, fact in asked.facts.items() if name in {"q", "from", "state", "sort"} and fact}
    if other == ENGLISH:
        facts["lang"] = ENGLISH
    address = f"{asked.path}?{urlencode(facts)}" if facts else asked.path
    return tag("a", asked.words("other language"), href=address, lang=other, hreflang=other, class_="tongue")
