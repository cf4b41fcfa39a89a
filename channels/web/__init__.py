"""The web channel: a socket to chat over, and the few requests that open and upgrade a session."""
