"""The ten main classes as the shelves are labelled."""

from __future__ import annotations

from desktop.ui.words import tr

CLASSES = {
    "0": "Tin học, tổng loại",
    "1": "Triết học, tâm lý học",
    "2": "Tôn giáo",
    "3": "Khoa học xã hội",
    "4": "Ngôn ngữ",
    "5": "Khoa học tự nhiên, toán",
    "6": "Công nghệ",
    "7": "Nghệ thuật, giải trí",
    "8": "Văn học",
    "9": "Lịch sử, địa lý",
}


def class_words(digit: str) -> str:
    """“3 · Khoa học xã hội”."""
    return tr("{digit} · {name}", digit=digit, name=tr(CLASSES[digit]))
