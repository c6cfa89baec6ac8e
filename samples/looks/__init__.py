"""How the pages, windows and phones look that the samples are drawn as."""
