"""Judges replies against evidence: grounding, faithfulness, relevancy, and the gate before sending.

Knows neither router nor skills: its reading of question and answer is its own.
"""
