"""What a conversation remembers and what a skill is handed: state, request, facts, questions."""
