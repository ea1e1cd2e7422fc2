"""From text to vectors: which models there are, and what runs them."""
