"""The pure rules of agreement: stamps, rows, merging, digests, wire, identity."""
