"""Finding numbers, money, dates, times, services and places in texts of three languages.

Knows shapes and words; intents, evidence and answers are nothing to it.
"""
