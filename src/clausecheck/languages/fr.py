"""French."""

import re

from clausecheck.languages.base import Grammar, alternation

_NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "dix sept": 17,
    "dix huit": 18, "dix neuf": 19, "vingt": 20, "vingt et un": 21, "vingt quatre": 24, "vingt cinq": 25,
    "trente": 30, "trente six": 36, "quarante": 40, "quarante cinq": 45, "quarante huit": 48, "cinquante": 50,
    "soixante": 60, "soixante douze": 72, "soixante quinze": 75, "quatre vingt": 80, "quatre vingts": 80,
    "quatre vingt dix": 90, "quatre vingt seize": 96, "cent": 100, "cent vingt": 120, "cent quatre vingts": 180,
}  # fmt: skip

FRENCH = Grammar(
    language="fr",
    negation=alternation(
        "ne", "n", "ni", "aucun", "aucune", "aucuns", "aucunes", "nul", "nulle", "jamais", "sans", "rien",
        "s interdit", "s interdisent", "interdit", "interdite", "interdits", "interdites", "interdiction",
        "prohibe", "prohibee", "prohibes", "prohibees", "proscrit", "proscrite", "s abstient", "s abstiennent",
        "s abstenir", "est exclu", "est exclue", "sont exclus", "sont exclues", "exclut", "excluent", "exclusion de",
        "refuse", "refuser", "hors de question", "dispense", "dispensee", "dispenses", "exonere", "exoneree",
        "exoneres", "decline", "renonce", "renoncent", "en aucun cas", "non autorise", "non autorisee",
        "pas", "point de",
    ),
    neutral=alternation(
        "sans delai", "sans delais", "sans frais", "sans retard", "sans prejudice", "sans surcout", "sans cout",
        "sans limitation", "sans limite", "sans reserve", "sans restriction", "sans condition", "sans indemnite",
        "sans contrepartie", "sans autre formalite", "sans formalite", "sans exception", "sans interruption",
        "sans que cela", "sans que cette liste", "sans que cette enumeration", "sans facturation", "sans supplement",
        "sans redevance", "sans remuneration", "sans attendre", "sans attente", "sans mise en demeure", "sans fil",
        "sans retard injustifie", "sans retard excessif", "sans distinction", "sans discrimination",
        "sans perte", "sans alteration", "sans penalite", "sans majoration", "sans motif", "sans justification",
        "non seulement", "pas seulement", "pas moins", "non exclusif", "non exclusive", "non exclusivement",
        "non limitatif", "non limitative", "non exhaustif", "non exhaustive", "ou non", "n est pas limite",
        "n est pas limitative", "n est pas exhaustive", "ne manque pas", "ne manquera pas", "si ce n est",
        "a moins que", "sans limitation de", "sans duree", "sans etre limite", "sans s y limiter",
        "n importe", "non pas", "sans cesse", "sans equivoque", "sans ambiguite", "sans couture",
        "quand bien meme", "non conforme", "non conformes", "non conformite", "sans difficulte", "point d entree",
        "point de contact", "point d acces", "n etant pas", "deux points", "n excede pas", "ne depasse pas",
        "ne peut exceder", "ne pouvant exceder", "ne saurait exceder", "n excedant pas", "ne pourra exceder",
        "ne peut etre superieur", "ne peut depasser", "ne pouvant depasser", "pas de prix", "pas a pas",
        "sans autorisation ecrite d un tiers", "pas de maree", "clause d interdiction", "pas de porte",
    ),
    release=alternation(
        "(?:n est|ne sont|n etant|ne sera|ne seront|ne saurait etre|ne peut etre|sans etre|n etait) "
        "(?:en aucun cas |nullement |aucunement )?(?:pas |point )?(?:tenue?s?|obligee?s?|astreinte?s?|contrainte?s?|"
        "responsables?|redevables?|soumise?s?)",
        "n a pas (?:l )?obligation", "n a aucune obligation", "sans obligation", "dispensee?s?", "exoneree?s?",
        "n est redevable d aucune", "n assume aucune", "ne garantit pas", "ne garantissent pas", "n assure pas",
        "ne s engage pas", "ne s oblige pas", "n ont pas l obligation", "n a pas a", "n ont pas a", "decline toute",
        "n apporte aucune", "ne doit aucune", "ne donne pas lieu", "n ouvre pas droit", "ne fait l objet d aucune",
        "n incombe pas", "n est prevue?", "n est due?", "ne comprend pas", "ne comporte pas", "ne prevoit pas",
        "rien n oblige", "n est pas inclus[e]?", "ne fournit pas", "ne fournit aucun[e]?",
    ),
    closers=alternation(
        "mais", "sauf", "sauf si", "excepte", "a moins que", "a moins de", "a l exception", "afin", "pour que",
        "toutefois", "neanmoins", "cependant", "en revanche", "sous reserve", "hors", "hormis", "avant", "jusqu a",
        "(?:et|puis|ou|,)\\s+(?:il\\s+|elle\\s+|ils\\s+|le\\s+\\w+\\s+)?(?:s engage|s engagent|doit|doivent|devra|devront|garantit|assure|veille)",
        "a defaut", "conformement", "dans un delai", "au plus tard",
    ),
    restriction=re.compile(
        r"(?<![a-z])(?:ne|n)\s+(?!pas\b)(?:\w+\s+){1,7}?(?:que|qu)(?=\s+(?:sur|pour|dans|avec|aux?|a|en|par|les?|la|l|d|des|de|apres|"
        r"si|lorsque|sous|conformement|selon|exclusivement|moyennant|pendant|jusqu|celles?|ceux|vers|sans)\b)"
    ),
    exception=alternation(
        "sauf", "excepte", "a l exception de", "a l exception des", "a l exception du", "a moins que", "hormis",
        "sous reserve que", "hors",
    ),
    duty=alternation(
        "s engage", "s engagent", "s oblige", "s obligent", "est tenue?", "sont tenue?s", "doit", "doivent", "devra",
        "devront", "garantit", "garantissent", "assure", "assurent", "veille", "veillent", "est charge[e]? de",
        "a l obligation", "a pour obligation", "il appartient", "il incombe", "incombe", "est responsable",
    ),
    permission=alternation(
        "peut", "peuvent", "pourra", "pourront", "pourrait", "pourraient", "a la faculte", "ont la faculte",
        "est libre de", "libre de", "librement", "a sa discretion", "a sa seule discretion", "se reserve le droit",
        "se reserve la possibilite", "se reserve la faculte", "est autorisee? a", "a le droit de", "s il le juge utile",
        "est habilitee? a", "lui est loisible",
    ),
    agent=alternation("par"),
    oblique=alternation(
        "a", "au", "aux", "du", "des", "de", "d", "par", "avec", "pour", "envers", "entre", "chez", "vers", "aupres",
        "contre", "selon", "sur", "dont", "que", "qu", "et", "ou", "via", "sans",
    ),
    abbreviations=re.compile(
        r"(?<![a-z])(?:art|al|cf|n|no|nos|p|pp|ex|etc|m|mm|mme|dr|st|ste|av|bd|tel|ref|chap|annexe|sect|ss|vol|ed|inc|"
        r"r|l|d|c|j|t|s\.a|s\.a\.s|s\.a\.r\.l|r\.c\.s|i\.e|e\.g|approx|env|min|max|resp|min|soc|ets|cie|dec|janv|fevr|juil|sept|oct|nov)\.$"
    ),
    number_words=_NUMBERS,
    units={
        "heure": "hour", "heures": "hour", "h": "hour", "jour": "day", "jours": "day", "j": "day", "semaine": "week",
        "semaines": "week", "mois": "month", "an": "year", "ans": "year", "annee": "year", "annees": "year",
        "minute": "minute", "minutes": "minute", "mn": "minute", "min": "minute", "trimestre": "quarter",
        "trimestres": "quarter", "jo": "day", "jo]": "day", "secondes": "second", "seconde": "second",
    },  # fmt: skip
    self_supplier=("nous", "notre", "nos"),
    self_buyer=("vous", "votre", "vos"),
    placeholder=re.compile(
        r"\[\s*(?:a\s+(?:completer|preciser|definir|renseigner)|[^\]]{0,60}(?:completer|preciser|definir)|n\s*°?|x+|\d{0,3}|\.{2,}|…|●|•|_+)\s*\]"
        r"|(?<![a-z])x{2,}(?![a-z])|_{4,}|…{2,}|\.{5,}|a\s+(?:completer|preciser|renseigner)\s+par"
    ),
)
