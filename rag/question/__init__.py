"""What a question asks: its kind, its conversation, the sources that it names."""
