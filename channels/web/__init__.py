"""The web channel's own: the few requests that open and upgrade a session."""
