"""A library that never was, to try things on: the same seed makes the same titles, items, readers and loans."""
