"""The kit that every page is built from. Use these before anything of Qt's own:

- `Label(source, role)` – roles: title, heading, text, soft, small, code, big. `say(source)` changes it; it follows the
  language. A title or a name goes in by `say(verbatim(text))`. `Clamped` shows at most n lines and ends in an ellipsis.
- `Button(action or source, kind)` – kinds: main (one a page), plain, quiet, danger; prints its key.
- `Segments` – one of few.
- `Choice(options)` – one of a list, each (value, source).
- `Tick(source)` – yes or no.
- `Field(placeholder)` – a line of text; `Labelled(source, field)` puts the name above it and a complaint beneath.
- `Card()` – a white panel with a hairline; `card.column` is its layout. `Rule()` – a hairline.
  `OpenCard()` – one that is open for a moment: Esc emits `left`.
- `Scroll(ground)` – what may be higher than its place.
- `Notice()` – beside what caused it: `tell(severity, headline, text)`, severities refused, warning, information, done.
- `Empty(icon, sentence, button)` – the designed empty, loading or wrong state.
- `Table(columns)` – over `Lines` of dataclasses.
- `Page` – base of pages: `shown()` when it comes to the front, `refresh()` when something in `cares_for` changed.
  `AsidePage` – one that is looked at in between: Esc leads back.

Sources are Vietnamese sentences found in resources/translations/en/*.json (a file for each page), or functions that
make the finished text.
"""

from desktop.ui.widgets.buttons import Button, Segments
from desktop.ui.widgets.cards import Card, OpenCard, Rule, Scroll, row
from desktop.ui.widgets.fields import Choice, Field, Labelled, Tick
from desktop.ui.widgets.notices import Empty, Notice
from desktop.ui.widgets.pages import AsidePage, Page
from desktop.ui.widgets.tables import Column, Lines, Table
from desktop.ui.widgets.texts import Clamped, Label, Sign

__all__ = [
    "AsidePage",
    "Button",
    "Card",
    "Choice",
    "Clamped",
    "Column",
    "Empty",
    "Field",
    "Label",
    "Labelled",
    "Lines",
    "Notice",
    "OpenCard",
    "Page",
    "Rule",
    "Scroll",
    "Segments",
    "Sign",
    "Table",
    "Tick",
    "row",
]
