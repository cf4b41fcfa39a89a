"""Understands customers and answers them from evidence. Sees no web framework and speaks no SQL."""
