"""Training of the cross-encoder and of what reads its logits. The product never imports this."""
