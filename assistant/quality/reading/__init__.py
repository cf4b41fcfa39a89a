"""Reads replies and evidence of any system into typed facts and rows. Judges nothing."""
