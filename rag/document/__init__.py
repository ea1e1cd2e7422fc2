"""What a document is: its text and structure, citations of it, and filters over it."""
