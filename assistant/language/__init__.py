"""Reading text of three languages: numbers, dates, names, languages. Knows no intents."""
