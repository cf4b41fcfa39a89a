"""What things cost, each beside its own floor in the same run."""
