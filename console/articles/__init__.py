"""The lists of articles, and what is done with several of them at once."""
