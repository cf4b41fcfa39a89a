"""Events from outside: the payment side's and the providers', signed, each counted once."""
