"""A centre as a replica of the one above it, and what the one above makes of that."""
