"""The seed: a marketplace that never was, the same for the same number and day.

Only consistent data; every rule that `store.verify` knows holds for it.
"""

from store.seed.business import reset_sequences, seed_business
from store.seed.run import is_seeded, record_run

__all__ = ["is_seeded", "record_run", "reset_sequences", "seed_business"]
