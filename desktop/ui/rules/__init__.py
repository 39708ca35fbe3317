"""Rules, calendar, house rules and letters."""
