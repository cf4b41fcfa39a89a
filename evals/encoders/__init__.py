"""Sentence encoders as they came, for texts of other domains than ours."""
