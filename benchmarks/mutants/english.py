"""English: the verb of a duty and its mutations."""

from __future__ import annotations

import re

from clausecheck.languages import GRAMMARS
from clausecheck.text import fold
from mutants.base import Name, Skipped, Verb, before_end

#: base form → third person; verbs that contracts conjugate without a modal
_IRREGULAR = {"have": "has", "do": "does"}
_BASES = ["notify", "inform", "report", "alert", "provide", "supply", "deliver", "return", "delete", "erase", "destroy", "process", "host", "store", "keep", "retain", "use", "ensure", "guarantee", "warrant", "maintain", "document", "describe", "publish", "make", "grant", "give", "transfer", "assign", "allow", "permit", "assist", "support", "cooperate", "implement", "apply", "protect", "encrypt", "record", "log", "test", "audit", "review", "update", "correct", "remedy", "train", "organise", "organize", "offer", "include", "cover", "pay", "bear", "carry", "comply", "follow", "respect", "obtain", "consult", "seek", "submit", "send", "share", "disclose", "communicate", "hand", "produce", "prepare", "draw", "remain", "retain", "own", "belong", "prevail", "specify", "set", "define", "list", "name", "designate", "appoint", "operate", "manage", "monitor", "measure", "evaluate", "assess", "limit", "restrict", "agree", "accept", "undertake", "commit", "require", "oblige", "bind", "explain", "release", "certify", "demonstrate", "prove", "display", "identify", "contain", "state", "answer", "reply", "help", "enable", "export", "migrate", "restore", "archive", "purge", "anonymise", "collect", "access", "sell", "license", "reuse", "exploit", "engage", "subcontract", "replace", "suspend", "terminate", "survive", "entitle", "receive", "hold"]


def _third(base: str) -> str:
    if base in _IRREGULAR:
        return _IRREGULAR[base]
    if re.search(r"(?:s|x|ch|sh|o)$", base):
        return base + "es"
    return base[:-1] + "ies" if re.search(r"[^aeiou]y$", base) else base + "s"


_OF = {_third(b): b for b in _BASES}
_VERB = re.compile(
    r"(?<![a-z])(?:"
    r"(?P<modal>shall|must|will)(?P<mnot> not| never)?"
    r"|(?P<duty>(?:undertakes?|agrees?|commits?|covenants?|(?:is|are) (?:required|obliged|responsible))(?P<dnot> not)? (?:to|for))"
    r"|(?P<may>may|can)(?P<anot> not|not)?"
    r"|(?P<be>is|are)(?P<bnot> not)?"
    r"|(?:does|do)(?P<pnot> not) \w+"
    rf"|(?P<third>{'|'.join(_OF)})"
    rf"|(?<=we )(?P<first>{'|'.join(_BASES)})"
    r")(?![a-z])"
)
_DETERMINER = re.compile(r"(?:^|\s)(?:the|a|an|of|its|their|our|your|his|in|on|by|for|with|such|these|those|all|any|no|from|s|and|or|to|per|as|under|data|source|access)\s$")
#: What may be a subject just before its verb, and what comes after a noun and not after a verb.
_SUBJECT = re.compile(r"(?:\b(?:it|supplier|contractor|provider|operator|processor|company|vendor|authority|council|city|customer|buyer|which|who|that|platform|service|contract|agreement|clause|schedule|plan|acceptance|\w+ion|\w+ment)\s)$")
_NOUN = re.compile(r"\s+(?:of|and|or|for|in|on|which|that|are|is|shall|must|will|may|set|and)\b|\s*[,.;:)]")
ASIDE = re.compile(r"(?<![a-z])(?:which|who|that|whose|where|when|whenever|if|as long as|for as long|after|before|as soon as|once|until|unless|whether|because|to the extent)(?![a-z])")
_ADVERB = re.compile(r"(?:\s+\w+ly)?\s+")
#: After a modal, a word that is not the start of an adverbial: the infinitive.
_INFINITIVE = re.compile(r"(?:\s+\w+ly)?\s+(?!within|in|on|at|by|for|before|after|if|first|and|or|during|throughout|upon|as)\w+")
_ONLY = re.compile(r"(?<![a-z])(?:only|except|unless|save|other than|otherwise than)(?![a-z])")
_NO = GRAMMARS["en"].negation


class English:
    """See ``mutants.base.Writer``."""

    def verbs(self, text: str) -> list[Verb]:
        """The conjugated verbs of a sentence, in order."""
        folded = fold(text)
        out = []
        for m in _VERB.finditer(folded):
            if m["third"] and (_DETERMINER.search(folded[: m.start()]) or not _SUBJECT.search(folded[: m.start()]) or _NOUN.match(folded, m.end())):
                continue  # "the uses", "security measures of", "anonymised data, logs and"
            kind = next(k for k in ("modal", "duty", "may", "be", "third", "first", "pnot") if m[k])
            negative = any(m[k] for k in ("mnot", "dnot", "anot", "bnot", "pnot"))
            out.append(Verb("plain" if kind in ("third", "first", "pnot") else kind, m.start(), m.end(), negative))
        return out

    def negate(self, text: str, verb: Verb) -> dict[str, str]:
        """The sentence with the contrary of its duty, by variant."""
        folded = fold(text)
        words = folded[verb.start : verb.end]
        around = folded[: verb.start] + " " + folded[verb.end :]
        if verb.negative:
            if _ONLY.search(folded):
                raise Skipped("negation with an exception")
            if _denied(around):
                raise Skipped("another negation")
            if verb.kind == "be":
                return {"permit": put(text, verb, words.split()[0])}
            if verb.kind == "plain":
                return {"permit": put(text, verb, "may " + words.split()[-1])}
            return {"permit": put(text, verb, "may")}
        if _denied(folded[: verb.start]) or _denied(folded[verb.end : verb.end + 40]):
            raise Skipped("another negation")
        only = bool(_ONLY.search(folded))
        if verb.kind == "modal":
            out = {}
            if words == "must":
                out["release"] = put(text, verb, "need not")
            elif _INFINITIVE.match(folded, verb.end):
                out["release"] = put(text, verb, f"{words} not be required to")
            if not only:
                out["not"] = put(text, verb, f"{words} not")
            if not out:
                raise Skipped("restriction")
            return out
        if only:
            raise Skipped("restriction")
        if verb.kind == "duty":
            first, rest = words.split(None, 1)
            if first in ("is", "are"):
                return {"not": put(text, verb, f"{first} not {rest}")}
            base = first.removesuffix("s") if first != "undertakes" else "undertake"
            return {"not": put(text, verb, f"{'does' if first.endswith('s') else 'do'} not {base} {rest}")}
        if verb.kind == "plain":
            if words in _OF:
                return {"not": put(text, verb, f"does not {_OF[words]}")}
            return {"not": put(text, verb, f"do not {words}")}
        return {"not": put(text, verb, f"{words} not")}

    def hedge(self, text: str, verb: Verb) -> dict[str, str]:
        """The sentence with a duty that only asks for efforts or for what is possible, by variant."""
        folded = fold(text)
        words = folded[verb.start : verb.end]
        out = {}
        after = folded[verb.end :]
        passive = re.match(r"(?:\s+\w+ly)?\s+(?:be|have)\b", after)
        if verb.kind == "modal" and not passive and _ADVERB.match(after):
            first = words.split()[0]
            out["effort"] = put(text, verb, f"{first} endeavour not to" if verb.negative else f"{first} endeavour to")
        elif verb.kind == "duty" and words.endswith(" to") and not verb.negative:
            plural = words.split()[0] in ("are", "undertake", "agree", "commit", "covenant")
            out["effort"] = put(text, verb, "use reasonable endeavours to" if plural else "shall use reasonable endeavours to")
        elif verb.kind == "plain" and words in _OF:
            out["effort"] = put(text, verb, f"endeavours to {_OF[words]}")
        if verb.kind == "duty" and words.endswith((" to", " for")):
            return out
        if verb.kind == "plain":
            out["possible"] = text[: verb.start] + ", where possible, ".removeprefix(" ") + text[verb.start :]
            out["possible"] = re.sub(r"\s+,", ",", out["possible"])
        else:
            first = words.split()[0]
            rest = words[len(first) :]
            out["possible"] = put(text, verb, f"{first}, where possible,{rest}")
        return out

    def reserve(self, text: str, supplier: Name) -> dict[str, str]:
        """The sentence with an exception that is in the supplier's hands, by variant."""
        at = before_end(text)
        who = f"{supplier.article} {supplier.name}".strip()
        verb = "" if supplier.name.lower() == "we" else "s"
        return {
            "decides": text[:at] + f", unless {who} decide{verb} otherwise" + text[at:],
            "object": text[:at] + f", except where {who} object{verb}" + text[at:],
        }

    def named(self, text: str, start: int, end: int) -> bool:
        """True when the party at ``start``-``end`` is named as such, not "its subcontractors" nor "a new supplier"."""
        return start == 0 or text[start:end].lower() in ("we", "you") or bool(re.search(r"(?:^|\W)(?:the|to|by|of|for|with)\s+$", text[:start], re.I))

    def rename(self, text: str, start: int, end: int, name: Name) -> tuple[int, int, str]:
        """(start, end, new words) that put another party in the place of the one named at ``start``-``end``."""
        old = text[start:end].lower()
        if old in ("us", "our", "your"):
            raise Skipped("possessive or object pronoun")
        if (old in ("we", "you")) != (name.name.lower() in ("we", "you")) and old in ("we", "you"):
            raise Skipped("pronoun against a name")
        article = re.search(r"(?:^|(?<=\W))the\s+$", text[:start], re.I)
        first = article.start() if article else start
        new = f"{name.article} {name.name}".strip()
        return first, end, new[0].upper() + new[1:] if text[first].isupper() and (first == 0 or article) else new


def put(text: str, verb: Verb, words: str) -> str:
    """The sentence with other words in the place of its verb, the capital kept."""
    if text[verb.start].isupper():
        words = words[0].upper() + words[1:]
    return text[: verb.start] + words + text[verb.end :]


def _denied(folded: str) -> bool:
    neutral = [m.span() for m in GRAMMARS["en"].neutral.finditer(folded)]
    return any(not any(a <= m.start() < b for a, b in neutral) for m in _NO.finditer(folded))
