"""Readers and their cards: find, register, amend, and forget what they read."""
