"""The pages of a PDF as they are printed, to be seen beside the text."""
