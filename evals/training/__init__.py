"""Training of the reader, the model that tells whether, and where, a sentence answers."""
