"""English."""

import re

from clausecheck.languages.base import Grammar, alternation

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "twenty one": 21, "twenty four": 24, "twenty five": 25,
    "thirty": 30, "thirty six": 36, "forty": 40, "forty five": 45, "forty eight": 48, "fifty": 50, "sixty": 60,
    "seventy two": 72, "seventy five": 75, "eighty": 80, "ninety": 90, "ninety six": 96, "one hundred": 100,
    "one hundred and twenty": 120, "one hundred and eighty": 180,
}  # fmt: skip

ENGLISH = Grammar(
    language="en",
    negation=alternation(
        "not", "no", "never", "without", "neither", "nor", "none", "nothing", "cannot", "prohibited", "prohibits",
        "prohibit", "forbidden", "refrain", "refrains", "excluded", "excludes", "exclude", "exempt", "exempted",
        "disclaims", "disclaim", "decline", "declines", "refuse", "refuses", "waives", "waive", "prevented from",
        "free from any obligation", "free of any obligation", "relieved",
        "(?:do|does|did|is|are|was|were|wo|ca|should|would|could|must|has|have)n t",
    ),
    neutral=alternation(
        "without (?:undue |unreasonable |any )?(?:further )?delay", "without limitation", "without limiting",
        "without prejudice", "no later than",
        "not later than", "no more than", "not more than", "no less than", "not less than", "not exceeding",
        "not exceed", "not limited to", "not only", "whether or not", "no longer than", "not longer than",
        "no fewer than", "without charge", "without (?:any )?(?:additional |further |extra )?(?:charge|cost|costs|fee|fees|payment)",
        "at no (?:additional |extra |further )?(?:charge|cost|costs|fee)", "no (?:additional |extra |further )?(?:charge|cost|costs|fee|fees)",
        "free of charge", "not unreasonably", "non exclusive", "non infringing", "non compliance", "non conformity",
        "not be unreasonably", "without interruption", "without exception", "without penalty", "if not",
        "where not", "or not", "not yet", "without notice period", "without unreasonable", "no longer",
        "not apply to the extent", "not otherwise", "unless not", "without reason", "without cause",
        "no matter", "non personal", "non disclosure", "not materially", "failing which", "without restriction",
        "without discrimination", "not including", "without having to pay", "not already", "no event later than",
    ),
    release=alternation(
        "(?:is|are|be|being|was|were) not (?:\\w+ )?(?:required|obliged|obligated|bound|liable|responsible|under any obligation)",
        "not required", "not obliged", "not obligated", "no obligation", "no duty", "without (?:any )?obligation",
        "no responsibility", "no liability", "exempt", "exempted", "relieved", "does not warrant", "do not warrant",
        "makes no", "make no", "gives no", "does not guarantee", "need not", "does not undertake", "no right",
        "not entitled", "shall have no", "has no", "have no", "will have no", "disclaims", "disclaim", "does not provide",
        "do not provide", "is not included", "are not included", "under no obligation", "does not commit",
    ),
    closers=alternation(
        "but", "except", "unless", "until", "save", "provided that", "however", "so that", "in order to",
        "other than", "prior to", "before", "subject to", "only", "notwithstanding", "otherwise than",
        "(?:and|or|,|;)\\s+(?:it\\s+|they\\s+|you\\s+|we\\s+)?(?:shall|must|will|undertakes|agrees)(?!\\s+not)",
        "and to ensure", "within", "and ensure",
    ),
    restriction=re.compile(r"(?<![a-z])not\s+(?:\w+\s+){1,9}?(?:other\s+than|otherwise\s+than|except|unless|save)(?![a-z])"),
    exception=alternation("except", "unless", "save", "save that", "save as", "other than", "excluding", "with the exception of"),
    duty=alternation(
        "shall", "must", "undertakes", "undertake", "is required to", "are required to", "is obliged to", "agrees to",
        "agree to", "will", "warrants", "guarantees", "ensures", "ensure", "is responsible for", "covenants",
    ),
    permission=alternation(
        "may", "can", "at its discretion", "at its sole discretion", "at their discretion", "in its sole discretion",
        "in its discretion", "at our discretion", "at our sole discretion", "in our sole discretion", "in our discretion",
        "is free to", "are free to", "is entitled to", "are entitled to", "reserves the right",
        "reserve the right", "where it deems appropriate", "has the right to", "have the right to", "might", "could",
        "freely",
    ),
    agent=alternation("by"),
    oblique=alternation(
        "to", "of", "by", "with", "for", "from", "between", "against", "towards", "upon", "on", "in", "under", "and", "or",
        "at", "that", "than", "as", "via", "behalf of",
    ),
    abbreviations=re.compile(
        r"(?<![a-z])(?:art|arts|no|nos|cf|e\.g|i\.e|etc|p|pp|para|paras|sec|s|ss|cl|reg|mr|ms|mrs|dr|inc|ltd|co|corp|"
        r"u\.s|u\.k|v|vs|approx|ref|fig|ch|vol|ed|st|dept|sch|incl|est)\.$"
    ),
    number_words=_NUMBERS,
    units={
        "hour": "hour", "hours": "hour", "hrs": "hour", "hr": "hour", "h": "hour", "day": "day", "days": "day",
        "week": "week", "weeks": "week", "month": "month", "months": "month", "year": "year", "years": "year",
        "minute": "minute", "minutes": "minute", "quarter": "quarter", "quarters": "quarter", "seconds": "second",
    },  # fmt: skip
    self_supplier=("we", "us", "our"),
    self_buyer=("you", "your"),
    placeholder=re.compile(
        r"\[\s*(?:insert[^\]]*|to be (?:completed|agreed|confirmed|determined|inserted|specified)[^\]]*|tbc|tbd|n|x+|\d{0,3}|"
        r"\.{2,}|…|●|•|_+|date|number|name[^\]]{0,30})\s*\]|(?<![a-z])x{2,}(?![a-z])|_{4,}|…{2,}|\.{5,}|(?<![a-z])tb[cda](?![a-z])"
    ),
)
