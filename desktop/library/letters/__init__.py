"""Slips and letters: what each kind knows, its template, and the sheet that filling it makes. No Qt, no printer."""
