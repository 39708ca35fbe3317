"""The only place that speaks SQL: the encrypted file, its one write path, and what is read from it."""
