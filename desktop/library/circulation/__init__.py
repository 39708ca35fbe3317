"""Lending, taking back, renewing, holding: the rules, the calendar, the fold and the desk."""
