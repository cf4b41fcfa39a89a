"""A small multilingual sentence encoder that runs anywhere. Knows nothing of this product."""
