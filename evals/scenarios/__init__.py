"""Scenarios: scripted and simulated customers through the real turn, judged by what became of it.

A scenario is a page of YAML that somebody who knows the trade can write; it knows nothing of
intents, slots or skills. What it expects stands in the database and in what was said.
"""
