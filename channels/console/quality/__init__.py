"""Quality in the console: what scores are worth, what labels teach, what leads make of it."""
