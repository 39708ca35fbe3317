"""Names of things: ids, codes people scan, days."""

from __future__ import annotations

from typing import NewType

TitleId = NewType("TitleId", str)
ItemId = NewType("ItemId", str)
ReaderId = NewType("ReaderId", str)
EventId = NewType("EventId", str)
LoanId = NewType("LoanId", str)
"""The id of the event that opened the loan."""
ConflictId = NewType("ConflictId", str)

Barcode = NewType("Barcode", str)
"""What is printed on an item; compared after `text.codes.clean_code`."""
CardNumber = NewType("CardNumber", str)
Money = NewType("Money", int)
"""Whole đồng."""
Moment = NewType("Moment", int)
"""Milliseconds since 1970 UTC."""
CategoryCode = NewType("CategoryCode", str)
"""A reader category: can-bo, chien-si, hoc-vien, khach, or one that the unit added."""
ItemTypeCode = NewType("ItemTypeCode", str)
"""An item type: sach, giao-trinh, bao-chi, noi-bo, or one that the unit added."""
