"""The line of conversations that wait for a person: taking one, talking, passing it on, ending."""
