"""A brief and how a question is answered from it."""
