"""Vietnamese text: one form to keep, keys to search, file and compare by, and repair of what arrives broken."""

from desktop.library.text.codes import clean_code
from desktop.library.text.match import match_key, name_match_key, title_match_key
from desktop.library.text.normal import exact, fold, nfc, plain, words
from desktop.library.text.order import person_sort_key, sort_key

__all__ = [
    "clean_code",
    "exact",
    "fold",
    "match_key",
    "name_match_key",
    "nfc",
    "person_sort_key",
    "plain",
    "sort_key",
    "title_match_key",
    "words",
]
