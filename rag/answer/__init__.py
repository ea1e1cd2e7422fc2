"""From ranked passages to an answer or a refusal."""
