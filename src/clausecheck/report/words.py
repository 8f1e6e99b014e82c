"""The words of reports, in French and in English, and the sentences that say why a verdict was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clausecheck.model import Finding, Language, Report
from clausecheck.requirements import Patterns, Requirement

#: Order of reports: what hurts first.
VERDICTS = ("contrary", "missing", "weak", "not-verifiable", "present", "not-applicable")

WORDS: Mapping[str, tuple[str, str]] = {
    "contrary": ("contraire", "contrary"),
    "missing": ("absente", "missing"),
    "weak": ("insuffisante", "weak"),
    "present": ("présente", "present"),
    "not-applicable": ("sans objet", "not applicable"),
    "not-verifiable": ("non vérifiable", "not verifiable"),
    "error": ("bloquant", "blocking"),
    "warning": ("à corriger", "to fix"),
    "note": ("à noter", "to note"),
    "established": ("établie", "established"),
    "probable": ("probable", "probable"),
    "absent": ("absente", "absent"),
    "essential": ("essentiel", "essential"),
    "optional": ("facultatif", "optional"),
    "absence": ("à exclure", "to be excluded"),
    "certain": ("certain", "certain"),
    "likely": ("probable, à vérifier", "likely, to be checked"),
    "unsure": ("incertain, à vérifier avant usage", "unsure, check before use"),
    "high": ("élevée", "high"),
    "to-check": ("à vérifier", "to check"),
    "title": ("Rapport d'écarts sur les clauses données", "Data clause gap report"),
    "read": ("Ce qui a été lu", "What was read"),
    "unread": ("Ce qui n'a pas été lu", "What was not read"),
    "nothing-unread": ("Tout le texte des fichiers a été lu.", "All the text of the files was read."),
    "document": ("Document", "Document"),
    "language": ("Langue", "Language"),
    "pages": ("Pages", "Pages"),
    "characters": ("Caractères", "Characters"),
    "complete": ("Complet", "Complete"),
    "unknown": ("non reconnue", "unknown"),
    "yes": ("oui", "yes"),
    "no": ("non", "no"),
    "fr": ("français", "French"),
    "en": ("anglais", "English"),
    "synthesis": ("Synthèse", "Synthesis"),
    "blocking": ("Points bloquants", "Blocking points"),
    "to-fix": ("À corriger ensuite", "To fix next"),
    "to-note": ("À noter", "To note"),
    "more": ("et {0} autres, voir plus bas", "and {0} more, see below"),
    "judged": ("{0} exigences examinées", "{0} requirements examined"),
    "state-established": ("Établi", "Established"),
    "state-probable": ("Supposé, à confirmer", "Assumed, to be confirmed"),
    "contract-text": ("Texte du contrat", "Text of the contract"),
    "print-text": ("Imprimer aussi ce texte", "Print this text too"),
    "shown": ("Exigences affichées : {0} sur {1}", "Requirements shown: {0} of {1}"),
    "only-gaps": ("Écarts seulement", "Gaps only"),
    "show-all": ("Tout afficher", "Show all"),
    "if": ("si", "if"),
    "no-blocking": ("Aucun point bloquant.", "No blocking point."),
    "conditions": ("Ce que le contrat met en jeu", "What the contract involves"),
    "condition": ("Condition", "Condition"),
    "state": ("État", "State"),
    "passage": ("Passage", "Passage"),
    "family": ("Famille", "Family"),
    "requirement": ("Exigence", "Requirement"),
    "requirements": ("Exigences", "Requirements"),
    "verdict": ("Verdict", "Verdict"),
    "severity": ("Gravité", "Severity"),
    "confidence": ("Confiance", "Confidence"),
    "guarantee": ("Ce que la clause doit garantir", "What the clause must guarantee"),
    "core": ("Obligation sans laquelle la clause est absente", "Duty without which the clause is missing"),
    "why": ("Pourquoi ce verdict", "Why this verdict"),
    "evidence": ("Preuves", "Evidence"),
    "for": ("en faveur", "for"),
    "against": ("contre", "against"),
    "reference": ("renvoi", "reference"),
    "nearest": ("Passages les plus proches", "Nearest passages"),
    "looked": ("Où l'outil a cherché", "Where the tool looked"),
    "nowhere": ("Aucun passage ne traite de ce sujet.", "No passage is about this subject."),
    "elements": ("Éléments", "Elements"),
    "element": ("Élément", "Element"),
    "role": ("Rôle", "Role"),
    "found": ("Trouvé", "Found"),
    "legal-basis": ("Base légale", "Legal basis"),
    "text": ("Texte", "Text"),
    "model-clause": ("Clause modèle à adapter", "Model clause to adapt"),
    "article": ("Article", "Article"),
    "page": ("page", "page"),
    "applies": ("S'applique si", "Applies if"),
    "examples": ("Exemples", "Examples"),
    "not-applicable-title": ("Exigences sans objet pour ce contrat", "Requirements that do not apply to this contract"),
    "disclaimer": (
        "Ce rapport relève des écarts de rédaction avec leurs preuves. Il n'atteste aucune conformité et ne remplace pas un conseil juridique.",
        "This report lists drafting gaps with their evidence. It attests no compliance and is not legal advice.",
    ),
    "versions": ("Versions", "Versions"),
    "contents": ("Sommaire", "Contents"),
    "number": ("Nombre", "Number"),
    "lacks": ("manque", "lacks"),
    "layer": ("Nature", "Layer"),
    "container": ("Contenant", "Container"),
    "aside": ("Lu mais tenu à l'écart du contrat", "Read but kept apart from the contract"),
    "note-label": ("Note", "Note"),
    "copy-hint": ("Entre crochets : à compléter.", "In square brackets: to be completed."),
    "passages": ("passages", "passages"),
    "body": ("corps", "body"), "header": ("en-tête", "header"), "footer": ("pied de page", "footer"),
    "deleted": ("texte supprimé (suivi des modifications)", "deleted text (tracked changes)"),
    "hidden": ("texte masqué", "hidden text"), "struck": ("texte barré", "struck text"), "box": ("zone de texte", "text box"),
    "waived": ("Écarts acceptés (dérogations)", "Accepted gaps (waivers)"),
    "waiver-problems": ("Dérogations à revoir", "Waivers to review"),
    "measured": ("Mesuré (peu de contrats : à lire comme un ordre de grandeur)", "Measured (few contracts: an order of magnitude)"),
    "see-also": ("À voir aussi", "See also"),
    "until": ("jusqu'au", "until"),
    "notices": ("Sur l'ensemble du contrat", "On the contract as a whole"),
    "skip": ("Aller au contenu", "Skip to content"),
    "side": ("L'outil se place du côté de l'acheteur, qui confie les données.", "The tool takes the side of the buyer, who entrusts the data."),
}  # fmt: skip


def word(key: str, language: Language) -> str:
    """One word or phrase of a report. Raises KeyError for an unknown key."""
    return WORDS[key][0 if language == "fr" else 1]


_WHY: Mapping[str, tuple[str, str]] = {
    "core": ("L'obligation principale est stipulée", "The core duty is stated"),
    "no-core": ("Aucun terme opposable ne stipule l'obligation principale", "No operative term states the core duty"),
    "contrary": ("Un terme du contrat donne l'inverse de ce que la clause doit garantir", "A term of the contract gives the opposite of what the clause must guarantee"),
    "lacks": ("élément(s) essentiel(s) non trouvé(s) : {0}", "essential element(s) not found: {0}"),
    "hedged": ("l'obligation est affaiblie ({0})", "the duty is hedged ({0})"),
    "hedged-elements": ("élément(s) promis seulement sous réserve : {0}", "element(s) only promised under a hedge: {0}"),
    "personal-data-elements": ("élément(s) limité(s) aux données personnelles (J10) : {0}", "element(s) limited to personal data (J10): {0}"),
    "weak-wording": ("l'obligation n'est énoncée que sous une forme affaiblie", "the duty is only stated in a weakened form"),
    "personal-data-only": ("la clause ne vise que les données personnelles alors que le contrat en comporte d'autres (J10)", "the clause covers personal data only although the contract has other data (J10)"),
    "some-lots": ("seuls certains lots sont visés (J23)", "for some lots only (J23)"),
    "reservation": ("l'obligation est promise fermement, mais un autre passage la restreint : à vérifier (J5)", "the duty is firmly promised, but another passage limits it: to be checked (J5)"),
    "by-reference": ("couvert par référence, {0} (J12, J21)", "covered by reference, {0} (J12, J21)"),
    "withdrawn": ("le CCAG portait ce sujet ({0}), mais une dérogation le retire (J15)", "the general terms carried this subject ({0}), but a derogation withdraws it (J15)"),
    "derogated-in-part": ("dérogation partielle : art. {0} du CCAG", "partial derogation: art. {0} of the general terms"),
    "buyer-only": ("l'obligation lue ne pèse que sur l'acheteur (J7)", "the duty that was read only binds the buyer (J7)"),
    "resembles": (
        "aucune formulation connue, mais un passage ressemble à une telle clause : le lire avant de conclure",
        "no known wording, but a passage resembles such a clause: read it before deciding",
    ),
    "elements-alone": ("des éléments sont présents, mais sans l'obligation principale (J3)", "some elements are there, but without the core duty (J3)"),
    "not-read": ("une partie du contrat n'a pas pu être lue : l'absence ne peut pas être affirmée", "part of the contract could not be read: absence cannot be asserted"),
    "probable": ("la condition d'application n'est que probable : gravité abaissée d'un cran, à confirmer (J16)", "the condition is only probable: severity one level lower, to be confirmed (J16)"),
    "no-condition": ("aucune des conditions d'application n'est établie ni probable", "none of the conditions is established or probable"),
    "policy-off": ("écartée par la politique", "off in the policy"),
    "profile": ("hors du profil {0}", "outside the profile {0}"),
    "slower": ("délai plus long que celui de la politique : {0}", "slower than the policy allows: {0}"),
    "several-limits": ("plusieurs délais dans le passage : {0}", "several time limits in the passage: {0}"),
    "no-figure": ("aucun délai chiffré à comparer à {0}", "no figure to compare with {0}"),
    "conflict-principle": ("un passage du dossier le contredit (J5) : {0}", "a passage of the dossier contradicts it (J5): {0}"),
    "conflict-figure": ("deux passages donnent des chiffres différents (J5) : {0}", "two passages give different figures (J5): {0}"),
    "absent-piece": ("le passage renvoie à une pièce non fournie : {0} (J12)", "the passage refers to a piece not supplied: {0} (J12)"),
    "conflict": ("un autre passage est favorable : les deux sont montrés (J5)", "another passage is favourable: both are shown (J5)"),
}  # fmt: skip

#: Why one of two passages prevails, or not.
_GROUNDS: Mapping[str, tuple[str, str]] = {
    "order": ("l'ordre de priorité tranche", "the order of precedence settles it"),
    "statement": ("le contrat dit ce qui prévaut", "the contract says what prevails"),
    "without-effect": ("les conditions générales du prestataire sont privées d'effet", "the supplier's general terms are without effect"),
    "no-order": ("pas d'ordre de priorité, à trancher", "no order of precedence, to be settled"),
    "not-in-order": ("l'ordre de priorité ne les départage pas, à trancher", "the order of precedence does not rank them, to be settled"),
    "same-piece": ("dans la même pièce, à trancher", "in one piece, to be settled"),
    "orders-differ": ("les ordres de priorité diffèrent, à trancher", "the orders of precedence differ, to be settled"),
}

_HEDGES: Mapping[str, tuple[str, str]] = {
    "W1": ("possibilité", "possibility"), "W2": ("obligation de moyens", "best efforts"), "W3": ("faculté du titulaire", "supplier's discretion"),
    "W4": ("conditionnelle", "conditional"), "W5": ("simple renvoi à la loi", "law only"), "W6": ("accord du titulaire requis", "supplier's consent"),
    "W7": ("payante", "extra fee"), "W8": ("délai vague", "vague time"), "W9": ("à convenir", "to be agreed"), "W10": ("sur demande", "on request"),
    "W11": ("après confirmation", "once confirmed"), "W12": ("conditions externes", "external terms"), "W13": ("niveau équivalent", "equivalent level"),
    "J19": ("rien n'est encore choisi", "nothing is chosen yet"), "J22": ("option à commander", "option to be ordered"),
    "wording": ("formulation", "wording"),
}  # fmt: skip


def why(finding: Finding, requirement: Requirement | None, language: Language) -> list[str]:
    """The reasons of a finding as sentences, in the order the engine gave them."""
    at = 0 if language == "fr" else 1
    out = []
    for code in finding.why:
        key, _, parameter = code.partition(":")
        if key in ("lacks", "hedged-elements", "personal-data-elements") and requirement is not None and language in requirement.languages:
            names = requirement.languages[language].elements
            parameter = ", ".join(names[k].name if k in names else k for k in parameter.split(","))
        if key in ("by-reference", "withdrawn"):
            parameter = reference(parameter, language)
        if key.startswith("conflict-"):
            parameter = _GROUNDS[parameter][at]
        if key == "hedged":
            parameter = ", ".join(f"{k} {_HEDGES[k][at]}" if k in _HEDGES else k for k in parameter.split(","))
        out.append(_WHY[key][at].format(parameter) if key in _WHY else code)
    return out


_REFERENCE: Mapping[Language, tuple[str, str, str]] = {
    "fr": (" à ", "chapitre de la propriété intellectuelle", ", numéro à vérifier"),
    "en": (" to ", "intellectual property chapter", ", number to be checked"),
}


def reference(parameter: str, language: Language) -> str:
    """What a ``by-reference`` code names: "CCAG-TIC-2021:42" → "art. 42 du CCAG-TIC 2021"; any other name stays."""
    name, _, article = parameter.partition(":")
    if not name.startswith("CCAG-"):
        return parameter
    article, _, check = article.partition(":")
    terms = " ".join(name.rsplit("-", 1))
    to, chapter, doubt = _REFERENCE[language]
    of = chapter if article == "ip" else f"art. {article.replace('-', to)}"
    join = " du " if language == "fr" else " of "
    return (f"{of}{join}{terms}" if article else terms) + (doubt if check else "")


def condition_title(patterns: Patterns, identifier: str, language: Language) -> str:
    """The title of a condition, its id when there is none."""
    for condition in patterns.conditions:
        if condition.id == identifier and language in condition.languages:
            return condition.languages[language].title
    return identifier


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many findings have each verdict, in the order of ``VERDICTS``."""
    return {v: sum(f.verdict == v for f in findings) for v in VERDICTS}


def gaps(report: Report, *, waived: bool = False) -> list[Finding]:
    """Findings that ask for something (or, ``waived``, that a waiver accepts), the gravest first, then in catalogue order."""
    rank = {"error": 0, "warning": 1, "note": 2}
    asks = [
        f for f in report.findings if f.verdict in ("contrary", "missing", "weak", "not-verifiable") and (f.waiver is not None) == waived
    ]
    return sorted(asks, key=lambda f: (rank[f.severity], VERDICTS.index(f.verdict)))
