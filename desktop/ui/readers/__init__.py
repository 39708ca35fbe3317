"""The readers page: who may borrow, one card at a time."""
