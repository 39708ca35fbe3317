"""Before the desk: the questions of a new library, the password of one that is there, what stands in the way."""
