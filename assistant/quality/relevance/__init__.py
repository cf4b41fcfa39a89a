"""What a question asks and names, and whether a reply tells it. Scores nothing."""
