"""The complaints desk: what is due first, who has it, what was said, and settling it."""
