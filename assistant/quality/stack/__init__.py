"""One learnt verdict from many: what rules, words and the cross-encoder say, stacked."""
