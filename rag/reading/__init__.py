"""From a file to a document: encoding, blocks, sections, sentences, references."""
