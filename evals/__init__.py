"""How good retrieval, answers, citations and refusals are, on labelled questions."""
