"""A simulated month: what queue, reviewers and labels achieve, where the truth is known."""
