"""What ``benchmarks/mutations.py`` is made of: grammar of the two languages, edits of a document, kinds of mutant."""
