"""kill -9 under load: customers, a server that dies, and a judge who trusts neither."""
