"""Documents whose structure is known, and the files that people would have them in."""
