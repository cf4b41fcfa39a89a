"""How messages come in and go out. Decides nothing about what is said."""
