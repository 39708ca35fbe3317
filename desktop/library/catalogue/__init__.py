"""The catalogue: titles and their copies, what they look like in MARC, and the files they come from and go to."""
