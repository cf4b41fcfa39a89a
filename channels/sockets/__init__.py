"""What the web and the mobile channel share: one socket protocol over one log."""
