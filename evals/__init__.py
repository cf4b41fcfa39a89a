"""Measuring routers, scorers and whole conversations with the product's own code."""
