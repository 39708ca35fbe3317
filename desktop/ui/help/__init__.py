"""Help: what each page is for, in plain words, without a network."""
