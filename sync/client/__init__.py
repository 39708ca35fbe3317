"""A device's side of a run: its steps, its stops, its schedule."""
