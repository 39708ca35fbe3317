"""What must be followed: holds, late books, sessions in the room, days on paper."""
