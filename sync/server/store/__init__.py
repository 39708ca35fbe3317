"""The centre's database: all of its SQL."""
