"""A stand-in for the platform on this machine: the Graph API, signed webhooks, and its bad days."""
