"""The sync page: where this library stands with the centre, and the points that a person has to settle."""
