"""A small cross-encoder: how likely a text entails a claim. Knows nothing of this product."""
