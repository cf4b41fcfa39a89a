"""Holds each checkable fact of a reply against the rows it may stand on. Scores nothing."""
