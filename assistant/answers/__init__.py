"""Turning evidence into sentences of three languages. Decides nothing about what is to be said."""
