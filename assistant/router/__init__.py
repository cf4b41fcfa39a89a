"""Reads one message: language, intent with a calibrated confidence, slots. Answers nothing."""
