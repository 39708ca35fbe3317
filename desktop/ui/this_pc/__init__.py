"""This PC: who sits at it, its passwords, how it looks and sounds."""
