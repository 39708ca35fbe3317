"""The catalogue: search as you type, a title's card and form, files in and out."""
