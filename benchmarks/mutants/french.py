"""French: the verb of a duty and its mutations."""

from __future__ import annotations

import re

from clausecheck.text import fold
from mutants.base import Name, Skipped, Verb, before_end

#: Stems of regular verbs in -er that contracts conjugate in the present or future tense.
_STEMS = ["notifi", "inform", "alert", "signal", "communiqu", "transfer", "cede", "livr", "remet", "restitu", "supprim", "effac", "trait", "heberg", "stock", "conserv", "utilis", "assur", "garanti", "document", "decri", "publi", "concede", "accord", "donn", "fournit", "autoris", "assist", "accompagn", "cooper", "appliqu", "protege", "chiffr", "journalis", "enregistr", "test", "audit", "control", "actualis", "corrig", "form", "organis", "propos", "pay", "support", "respect", "consult", "adress", "partag", "divulg", "prepar", "etabli", "demeur", "rest", "prim", "precis", "fix", "defini", "list", "nomm", "design", "exploit", "ger", "surveill", "mesur", "evalu", "limit", "restrein", "accept", "oblig", "expliqu", "certifi", "justifi", "demontr", "affich", "identifi", "comport", "indiqu", "mentionn", "repond", "aid", "export", "migr", "restaur", "archiv", "purg", "anonymis", "pseudonymis", "collect", "accede", "vend", "reutilis", "engag", "sous-trait", "remplac", "suspend", "reali", "realis", "execut", "sauvegard", "vers", "deleg", "mutualis", "complet", "verifi", "particip", "contribu", "expos", "prevoi", "port", "bascul", "maintient", "dispos", "facilit", "facture", "factur", "appartien", "procede", "integr", "deploi", "envoi", "renouvell", "isol", "cloisonn", "limit", "decouvr", "trac", "recueill", "invit", "dot", "associ", "attest", "desactiv", "configur", "parametr", "tien", "revers", "concour", "abstien", "interdi", "renonc", "reconnai", "declar", "rend", "met", "sensibilis", "dispens", "anim", "apport", "montr", "figur", "couvr", "install", "utilis", "agre", "repartit", "privilegi", "complet", "rapproch", "occup", "design", "precis", "saisit", "recrut", "mandat", "minimis", "optimis", "privilegi", "eclair", "repar", "repris", "ouvr", "diffus", "rapport", "present", "produi", "permet", "inclu", "compren", "recoi", "constitu", "observ", "arret"]
#: third person (singular, plural, future singular, future plural) → infinitive, for verbs that are not regular in -er
_IRREGULAR = {
    "met": "mettre", "mettent": "mettre", "mettra": "mettre", "mettront": "mettre",
    "remet": "remettre", "remettent": "remettre", "remettra": "remettre", "remettront": "remettre",
    "transmet": "transmettre", "transmettent": "transmettre", "transmettra": "transmettre", "transmettront": "transmettre",
    "permet": "permettre", "permettent": "permettre", "permettra": "permettre",
    "soumet": "soumettre", "soumettra": "soumettre", "tient": "tenir", "tiennent": "tenir", "tiendra": "tenir",
    "maintient": "maintenir", "maintiennent": "maintenir", "maintiendra": "maintenir",
    "rend": "rendre", "rendent": "rendre", "rendra": "rendre", "produit": "produire", "produisent": "produire", "produira": "produire",
    "prend": "prendre", "prennent": "prendre", "prendra": "prendre", "comprend": "comprendre", "fait": "faire", "font": "faire",
    "fera": "faire", "feront": "faire", "prevoit": "prévoir", "prevoient": "prévoir", "decrit": "décrire", "decrivent": "décrire",
    "decrira": "décrire", "inscrit": "inscrire", "souscrit": "souscrire", "suit": "suivre", "fournit": "fournir",
    "fournissent": "fournir", "fournira": "fournir", "fourniront": "fournir", "garantit": "garantir", "garantissent": "garantir",
    "garantira": "garantir", "etablit": "établir", "etablissent": "établir", "etablira": "établir", "definit": "définir",
    "avertit": "avertir", "avertissent": "avertir", "avertira": "avertir", "detruit": "détruire", "detruira": "détruire",
    "detruisent": "détruire", "repond": "répondre", "repondra": "répondre", "repondent": "répondre", "obtient": "obtenir",
    "recueille": "recueillir", "recueillent": "recueillir", "offre": "offrir", "offrent": "offrir", "ouvre": "ouvrir",
    "vend": "vendre", "contient": "contenir", "ferment": "fermer", "reconnait": "reconnaître", "restreint": "restreindre",
    "revient": "revenir", "rembourse": "rembourser", "previent": "prévenir", "preserve": "préserver", "satisfait": "satisfaire",
    "detient": "détenir", "corrige": "corriger", "sous-traite": "sous-traiter", "suspend": "suspendre", "reunit": "réunir",
    "saisit": "saisir", "avise": "aviser", "avisent": "aviser", "avisera": "aviser", "cree": "créer", "emet": "émettre",
    "ouvrent": "ouvrir", "appartient": "appartenir", "appartiennent": "appartenir", "convient": "convenir",
    "reprend": "reprendre", "admet": "admettre", "conduit": "conduire", "inclut": "inclure", "incluent": "inclure",
    "vaut": "valoir", "valent": "valoir", "prevaut": "prévaloir", "prevalent": "prévaloir",
}  # fmt: skip
_REGULAR = "|".join(sorted(set(_STEMS), key=len, reverse=True))
_PRONOUNS = r"(?:(?:se|s|le|la|les|l|lui|leur|y|en|nous|vous)\s+){0,2}"
_VERB = re.compile(
    r"(?<![a-z])(?P<ne>(?:ne|n)\s+)?(?:"
    r"(?P<modal>doit|doivent|devra|devront)"
    r"|(?P<duty>s\s+(?:engage|engagent|engagera|engageront|oblige|obligent|oblige)|(?:est|sont|sera|seront) (?:tenue?s?|chargee?s?|obligee?s?)(?=\s+(?:de|d|a)\b)"
    r"|veille|veillent|veillera|a l\s+obligation|s\s+interdit|s\s+interdisent|s\s+abstient|s\s+abstiennent)"
    r"|(?P<may>peut|peuvent|pourra|pourront)"
    r"|(?P<be>est|sont|sera|seront)"
    rf"|(?P<plain>{_PRONOUNS}(?:{'|'.join(_IRREGULAR)}|(?:{_REGULAR})(?:e|ent|era|eront|ons)))"
    r")(?P<pas>\s+(?:pas|point|jamais|aucune?))?(?![a-z])"
)
_DETERMINER = re.compile(r"(?:^|\s)(?:un|une|des|du|de|d|cette|ce|ces|toute|tout|chaque|sa|son|ses|leurs?|en|par|sur|sous|pour|a|au|aux|avec|sans|premiere?|aucune?|bonne|et de|ou de|mise en)\s$")
_ARTICLE = re.compile(r"^(?:le|la|les|l)\s")
ASIDE = re.compile(r"(?<![a-z])(?:qui|que|qu|dont|lorsque|lorsqu|si|des qu|des que|apres|avant|afin|ou que|auquel|laquelle|lequel|lesquelles|duquel|quand|tant que|pour lesquel\w+)(?![a-z])")
_INFINITIVE = re.compile(r"\s+(?:\w+ment\s+)?(?:(?:se|s|le|la|les|l|lui|leur|y|en)\s+)?\w+(?:er|ir|re)\b")
_HEAD = re.compile(r"(?:(?<=\W)|^)(?P<head>du|au|des|aux|(?:(?:de|à)\s+)?(?:le|la|les|l['’])|(?:de|à)|d['’])\s*$", re.IGNORECASE)
_LEADS = re.compile(r"\s+(?:a|de|d)\b")


class French:
    """See ``mutants.base.Writer``."""

    def verbs(self, text: str) -> list[Verb]:
        """The conjugated verbs of a sentence, in order."""
        folded = fold(text)
        out = []
        for m in _VERB.finditer(folded):
            if m["plain"] and not m["ne"]:
                start = m.start("plain")
                bare = _ARTICLE.match(m["plain"])
                # "la demande", "de mesure": a noun, unless the pronoun follows the subject ("le Titulaire la demande")
                if _DETERMINER.search(folded[: m.start()]) or (bare and not re.search(r"\w\s$", folded[:start])):
                    continue
                if bare and re.search(r"(?:^|\s)(?:et|ou|de|dans|sur|par|pour|avec|sans|a|selon|contre|que|tout|toute|tous|toutes|est|sont)\s$", folded[:start]):
                    continue
            kind = next(k for k in ("modal", "duty", "may", "be", "plain") if m[k])
            if m["be"] and _DETERMINER.search(folded[: m.start()]):
                continue  # "l'est", "de l'est"
            negative = bool(m["ne"]) or "interdi" in m[0] or "abstien" in m[0]
            out.append(Verb(kind, m.start(), m.end() if m["ne"] or not m["pas"] else m.start("pas"), negative))
        return out

    def negate(self, text: str, verb: Verb) -> dict[str, str]:
        """The sentence with the contrary of its duty, by variant."""
        folded = fold(text)
        words = text[verb.start : verb.end]
        flat = folded[verb.start : verb.end]
        after = folded[verb.end :]
        if verb.negative:
            return {"permit": self._permit(text, verb, flat)}
        if re.search(r"(?<![a-z])(?:aucune?|nul|nulle|ni|jamais)(?![a-z])", folded[: verb.start]):
            raise Skipped("another negation")
        if verb.kind == "duty" and re.match(r"\s+a\s+ne\s+(?:pas|jamais)\s", after):
            cut = re.match(r"\s+a\s+ne\s+(?:pas|jamais)\s+", after)
            assert cut is not None
            rest = text[verb.end + cut.end() :]
            return {"permit": put(text[: verb.start], "se réservent le droit de" if _plural(flat) else "se réserve le droit de") + " " + rest}
        if re.search(r"(?<![a-z])(?:ne|n)(?![a-z])", after[:60]):
            raise Skipped("another negation")
        out = {"not": text[: verb.start] + _deny(words, capital=words[:1].isupper()) + text[verb.end :]}
        if verb.kind == "modal" and _INFINITIVE.match(after):
            rest = text[verb.end :].lstrip()
            free = "ne sont pas tenus" if _plural(flat) else "n'est pas tenu"
            out["release"] = text[: verb.start] + free + " " + of(rest)
        elif verb.kind == "duty" and (cut := _LEADS.match(after)) and (_INFINITIVE.match(after[cut.end() :]) or after[cut.end() :].strip()[:1] == ":"):
            rest = text[verb.end + cut.end() :].lstrip(" '’")
            free = "ne sont pas tenus" if _plural(flat) else "n'est pas tenu"
            out["release"] = text[: verb.start] + free + " " + of(rest)
        return out

    def _permit(self, text: str, verb: Verb, flat: str) -> str:
        folded = fold(text)
        if re.search(r"(?<![a-z])(?:que|qu|sauf|excepte|hors|hormis|ni)(?![a-z])", folded[verb.end :]):
            raise Skipped("negation with an exception")
        if re.search(r"(?<![a-z])(?:aucune?|nul|nulle|ni|jamais)(?![a-z])", folded[: verb.start]):
            raise Skipped("another negation")
        rest = text[verb.end :]
        if "interdi" in flat or "abstien" in flat:
            return text[: verb.start] + ("se réservent le droit" if _plural(flat) else "se réserve le droit") + rest
        words = re.sub(r"^(?:ne\s+|n['’ ]\s*)", "", text[verb.start : verb.end], flags=re.I)
        words = re.sub(r"\s+(?:pas|point|jamais)$", "", words)
        words = re.sub(r"\s+aucun(e?)$", r" un\1", words)
        # "ne … en aucun cas": the rest of the negation goes with it
        return text[: verb.start] + words + re.sub(r"\ben aucun cas\s|\baucun(e?)\b", lambda m: "" if m[1] is None else f"un{m[1]}", rest, count=1)

    def hedge(self, text: str, verb: Verb) -> dict[str, str]:
        """The sentence with a duty that only asks for efforts or for what is possible, by variant."""
        folded = fold(text)
        flat = folded[verb.start : verb.end]
        after = folded[verb.end :]
        out = {}
        effort = "s'efforcent" if _plural(flat) else "s'efforce"
        if verb.kind == "modal" and not verb.negative and _INFINITIVE.match(after) and not re.match(r"\s+etre\b", after):
            out["effort"] = text[: verb.start] + effort + " " + of(text[verb.end :].lstrip())
        elif verb.kind == "duty" and not verb.negative and (cut := _LEADS.match(after)):
            rest = text[verb.end + cut.end() :].lstrip(" '’")
            if _INFINITIVE.match(" " + fold(rest)) or rest[:1] in (":", "") or re.match(r"ne\s+pas\s", fold(rest)):
                out["effort"] = text[: verb.start] + effort + " " + of(rest)
        elif verb.kind == "plain" and not verb.negative:
            pronouns, _, conjugated = text[verb.start : verb.end].rpartition(" ") if " " in text[verb.start : verb.end] else _split(text[verb.start : verb.end])
            out["effort"] = text[: verb.start] + effort + " " + of(f"{pronouns} {infinitive(conjugated)}".strip().replace("' ", "'")) + text[verb.end :]
        if verb.negative and verb.kind not in ("may", "be", "modal"):
            return out
        out["possible"] = text[: verb.end] + ", dans la mesure du possible," + text[verb.end :]
        out["possible"] = re.sub(r"possible,(\s*[,;.:])", r"possible\1", out["possible"])
        return out

    def reserve(self, text: str, supplier: Name) -> dict[str, str]:
        """The sentence with an exception that is in the supplier's hands, by variant."""
        at = before_end(text)
        if supplier.name.lower() == "nous":
            return {"agreement": text[:at] + ", sauf décision contraire de notre part" + text[at:]}
        return {
            "agreement": text[:at] + f", sauf accord contraire {_with('de', supplier)}" + text[at:],
            "decides": text[:at] + f", à moins que {_with('', supplier)} n'en décide autrement" + text[at:],
        }

    def named(self, text: str, start: int, end: int) -> bool:
        """True when the party at ``start``-``end`` is named as such, not "ses sous-traitants" nor "un nouveau prestataire"."""
        return start == 0 or fold(text[start:end]) in ("nous", "vous") or bool(_HEAD.search(text[:start]))

    def rename(self, text: str, start: int, end: int, name: Name) -> tuple[int, int, str]:
        """(start, end, new words) that put another party in the place of the one named at ``start``-``end``."""
        if fold(text[start:end]) in ("nous", "vous", "notre", "nos", "votre", "vos") or name.name.lower() in ("nous", "vous"):
            raise Skipped("pronoun: the verb would have to agree")
        m = _HEAD.search(text[:start])
        if m is None:
            new = name.name
            return start, end, new
        head = fold(m["head"])
        preposition = "de" if re.match(r"d", head) else "à" if re.match(r"a", head) else ""
        new = _with(preposition, name)
        return m.start(), end, new[0].upper() + new[1:] if m["head"][0].isupper() else new


def put(before: str, words: str) -> str:
    """``words`` after ``before``, with a capital at the start of a sentence."""
    return before + (words if before.strip() else words[0].upper() + words[1:])


def of(rest: str) -> str:
    """``rest`` after "de", elided before a vowel: "d'informer", "de ne pas"; "de :" for a list."""
    return f"d'{rest}" if re.match(r"[aeiouyh]", fold(rest[:1])) else f"de {rest}"


def infinitive(verb: str) -> str:
    """The infinitive of a conjugated verb: "notifie" → "notifier", "transmettra" → "transmettre"."""
    flat = fold(verb)
    if flat in _IRREGULAR:
        return _IRREGULAR[flat]
    if flat.endswith(("era", "eront")):
        return verb[: -(1 if flat.endswith("era") else 3)]
    if flat.endswith("ons"):
        raise Skipped("first person")
    stem = verb[: -(3 if flat.endswith("ent") else 1)]
    stem = re.sub(r"oi$", "oy", stem)
    stem = re.sub(r"ell$", "el", stem)
    stem = re.sub(r"è([vn])$", r"e\1", stem)  # "lève", "mène"
    stem = re.sub(r"è([a-zç]{1,2})$", r"é\1", stem)  # "complète", "intègre"
    return stem + "er"


def _split(words: str) -> tuple[str, str, str]:
    m = re.match(r"^((?:s|l)['’])(.+)$", words, re.I)
    return (m[1], "", m[2]) if m else ("", "", words)


def _plural(flat: str) -> bool:
    return bool(re.search(r"(?:ent|ont)\b", flat))


def _deny(words: str, *, capital: bool) -> str:
    """ "notifie" → "ne notifie pas", "s'engage" → "ne s'engage pas", "est tenu" → "n'est pas tenu"."""
    first, *rest = words.split(" ", 1)
    tail = f" {rest[0]}" if rest else ""
    short = re.match(r"[aeiouyh]", fold(words[:1]))
    if fold(first) in ("se", "le", "la", "les", "lui", "leur", "y", "en"):
        out = f"{words} pas"
    else:
        out = f"{first} pas{tail}"
    out = ("n'" if short else "ne ") + out
    return out[0].upper() + out[1:] if capital else out


def _with(preposition: str, name: Name) -> str:
    article = name.article or "le"
    if article == "le":
        return {"de": "du ", "à": "au ", "": "le "}[preposition] + name.name
    if article == "les":
        return {"de": "des ", "à": "aux ", "": "les "}[preposition] + name.name
    return (f"{preposition} " if preposition else "") + (f"{article}{name.name}" if article.endswith(("'", "’")) else f"{article} {name.name}")

