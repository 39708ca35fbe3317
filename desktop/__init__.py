"""The program at a unit: its library, its windows, its command line."""
