"""A second opinion for passages that no wording meets: how much they are like phrasings of a clause that we know.

``patterns/<family>/<ID>/phrasings.<language>.txt`` hold passages of our own, each with its verdict. ``learn`` turns them
into one weight for each word and requirement (``patterns/likeness/<language>.json``); ``opinion`` adds them up over a
contract. Only the wordings give a verdict; a passage that is like a clause makes "missing" a verdict to check (docs/design.md).
"""
