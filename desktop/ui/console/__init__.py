"""The operator's page: the units and how they are, sticks to be taken in, PCs to be enrolled or revoked."""
