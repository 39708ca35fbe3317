"""The counter that a self-check machine talks to: SIP2 (3M Standard Interchange Protocol 2.00) over the library."""
