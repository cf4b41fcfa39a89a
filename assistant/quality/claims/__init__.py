"""What a reply says beyond its checkable facts: assurances, and claims a trained model doubts."""
