"""Bills as PDF files, behind the signed links that the chat gives."""
