"""How fast and how light, beside LangChain, FAISS and sentence-transformers as they come."""
