"""What the library talks about: frozen values without behaviour that needs a database."""
