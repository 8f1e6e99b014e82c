"""clausecheck reads a draft public contract and says which data clauses are missing, weak or contrary, with the proof."""

__version__ = "0.1.0"
