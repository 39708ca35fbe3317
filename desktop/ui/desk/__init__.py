"""The desk: one field to scan into, the last result, the reader in front of it, today's list."""
