"""Who may do what on this PC: the librarian's password, the desk's, and what each is good for."""
