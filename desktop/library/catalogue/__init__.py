"""The catalogue: titles and their copies, what they look like in MARC, and the files they come from and go to."""

from desktop.library.catalogue.catalogue import Catalogue

__all__ = ["Catalogue"]
