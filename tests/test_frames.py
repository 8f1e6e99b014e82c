"""What a sentence does with its act: affirmed, forbidden or released, and who is bound."""

from __future__ import annotations

import pytest
from spacy.vocab import Vocab

from clausecheck.applicability import Applies, ConditionState
from clausecheck.assess import assess, gather
from clausecheck.frames import bearer, polarity
from clausecheck.index import Index
from clausecheck.match import Rules
from clausecheck.patterns import load_patterns
from clausecheck.references import References
from clausecheck.segment import segment
from clausecheck.snippet import snippet
from clausecheck.text import fold

#: (sentence, its act, polarity, bound party)
FRENCH = [
    ("L'échange n'est pas testé, et une anomalie ne bloque pas la réception.", "bloque", "forbidden", "none"),
    ("Afin de ne pas fausser la concurrence, le bilan est remis à tous les candidats.", "remis", "affirmed", "none"),
    ("Le Titulaire dispense une formation aux agents.", "formation", "affirmed", "supplier"),
    ("Le Titulaire est dispensé de toute formation.", "formation", "released", "supplier"),
    ("À la fin, [le Titulaire], au choix de [la Collectivité], efface les données.", "efface", "affirmed", "supplier"),
    ("Nous ne garantissons pas que le service soit sûr.", "service", "forbidden", "supplier"),
    ("Le Titulaire est informé par la Collectivité des incidents.", "informé", "affirmed", "buyer"),
    ("Nous vous aidons à répondre aux demandes.", "aidons", "affirmed", "supplier"),
    ("Le Titulaire notifie tout accès non autorisé.", "notifie", "affirmed", "supplier"),
    ("Le sous-traitant traite les données selon les instructions données par le Client.", "traite", "affirmed", "supplier"),
    ("Le Titulaire peut refuser la communication.", "refuser", "affirmed", "supplier"),
    ("Vos données sont stockées en France.", "stockées", "affirmed", "none"),
    ("La restitution des données n'est pas assurée.", "restitution", "forbidden", "none"),
    ("Une interface ouverte ne permet pas de lire les relevés.", "interface", "forbidden", "none"),
    ("Le Titulaire, qui héberge les données, n'est pas autorisé à les vendre.", "héberge", "affirmed", "supplier"),
    ("Les données hébergées en France ne sont pas vendues.", "hébergées", "affirmed", "none"),
    ("Le Titulaire n'établit pas, avant le jalon, la qualification du module.", "qualification", "forbidden", "supplier"),
    ("Il ne les vend ni ne les communique.", "communique", "forbidden", "none"),
    ('La revente des données est strictement interdite.', 'revente', 'forbidden', 'none'),
    ('Il est interdit de revendre les données.', 'revendre', 'forbidden', 'none'),
    ("L'usage des données est interdit au Titulaire sans accord écrit.", 'accord', 'affirmed', 'none'),
    ('Le Titulaire notifie toute violation.', 'notifie', 'affirmed', 'supplier'),
    ("Le Titulaire n'est pas tenu de notifier les violations.", 'notifier', 'released', 'supplier'),
    ('Le Titulaire ne notifie pas les violations.', 'notifie', 'forbidden', 'supplier'),
    ("Le Titulaire ne traite les données que sur instruction de l'Acheteur.", 'traite', 'affirmed', 'supplier'),
    ('Le Titulaire ne peut recruter un sous-traitant sans autorisation écrite de la Collectivité.', 'autorisation', 'affirmed', 'supplier'),
    ('Le Titulaire ne peut recruter un sous-traitant sans autorisation écrite de la Collectivité.', 'recruter', 'forbidden', 'supplier'),
    ("Le Titulaire s'interdit d'utiliser les données à d'autres fins.", 'utiliser', 'forbidden', 'supplier'),
    ("Aucune donnée n'est transférée hors de l'Union.", 'transférée', 'forbidden', 'none'),
    ('Les données ne sont ni vendues ni cédées à des tiers.', 'vendues', 'forbidden', 'none'),
    ('Sans délai, le Titulaire informe la Collectivité.', 'informe', 'affirmed', 'supplier'),
    ('Le Titulaire restitue les données sans frais.', 'restitue', 'affirmed', 'supplier'),
    ('La Collectivité peut auditer le Titulaire à tout moment.', 'auditer', 'affirmed', 'buyer'),
    ('Le Titulaire se soumet aux audits sans que cela ouvre droit à rémunération.', 'audits', 'affirmed', 'supplier'),
    ('Les données sont restituées par le Titulaire à la Collectivité.', 'restituées', 'affirmed', 'supplier'),
    ("La destruction est effectuée sans que le Titulaire puisse s'y opposer.", 'opposer', 'forbidden', 'supplier'),
    ('Le Titulaire ne conserve aucune copie des données.', 'conserve', 'forbidden', 'supplier'),
    ('Le Titulaire ne saurait être tenu de restituer les données.', 'restituer', 'released', 'supplier'),
    ('Sauf accord contraire, le Titulaire supprime les données.', 'supprime', 'affirmed', 'supplier'),
    ('Le Prestataire ne fournit aucune assistance.', 'assistance', 'released', 'supplier'),
    ('Les données, qui ne sont pas publiques, sont chiffrées par le Titulaire.', 'chiffrées', 'affirmed', 'supplier'),
    ("Le Titulaire ne manque pas d'informer l'Acheteur.", 'informer', 'affirmed', 'supplier'),
    ("Nous n'assumons aucune obligation de sauvegarde.", 'sauvegarde', 'released', 'supplier'),
    ('Il est interdit au Titulaire de communiquer les données.', 'communiquer', 'forbidden', 'none'),
    ("L'Acheteur dispose d'un droit d'accès et le Titulaire ne peut s'y opposer.", 'accès', 'affirmed', 'buyer'),
    ("Le Titulaire garantit que les données ne sont pas hébergées hors de l'Union.", 'hébergées', 'forbidden', 'supplier'),
    ('La Collectivité communique au Titulaire les données, que celui-ci héberge.', 'communique', 'affirmed', 'buyer'),
]

ENGLISH = [
    ("Notify the Controller of any breach and give details.", "give", "affirmed", "none"),
    ("The Supplier shall help the Authority answer requests.", "answer", "affirmed", "supplier"),
    ("If an authority of a third country asks for data, the Supplier shall refuse.", "refuse", "affirmed", "supplier"),
    ("You must not copy the data, and the Supplier shall not sell them.", "sell", "forbidden", "supplier"),
    ("The City's key users receive training.", "training", "affirmed", "none"),
    ("Without exclusivity or fees, the Supplier provides a test environment.", "provides", "affirmed", "supplier"),
    ("The Supplier sends the City a report within 24 hours.", "report", "affirmed", "supplier"),
    ("You may download the data; at the end we erase it.", "erase", "affirmed", "supplier"),
    ("You need not within ten working days give us the data.", "give", "released", "buyer"),
    ("You must not, before the end of the term, disclose the data.", "disclose", "forbidden", "buyer"),
    ("The Supplier shall not be required to report breaches.", "report", "released", "supplier"),
    ("The export of the data shall not be provided.", "export", "forbidden", "none"),
    ("Customer Data shall be hosted in the EEA.", "hosted", "affirmed", "none"),
    ("No data and no copy shall be stored outside the EEA.", "stored", "forbidden", "none"),
    ("The Supplier shall not use it for itself and shall not sell it.", "sell", "forbidden", "supplier"),
    ("You do not use it for yourself and do not sell it.", "sell", "forbidden", "buyer"),
    ('Resale of the data is expressly prohibited.', 'Resale', 'forbidden', 'none'),
    ('The Supplier is prohibited from selling data.', 'selling', 'forbidden', 'supplier'),
    ('The Supplier shall notify any breach.', 'notify', 'affirmed', 'supplier'),
    ('The Supplier is not required to notify breaches.', 'notify', 'released', 'supplier'),
    ('The Supplier shall not use the data for its own purposes.', 'use', 'forbidden', 'supplier'),
    ('The Processor shall process Personal Data only on instructions and not otherwise.', 'process personal', 'affirmed', 'supplier'),
    ('The Supplier shall not engage another processor without the prior written consent of the Authority.', 'consent', 'affirmed', 'supplier'),
    ('The Supplier shall notify the Authority without undue delay.', 'notify', 'affirmed', 'supplier'),
    ('No data shall be transferred outside the EEA.', 'transferred', 'forbidden', 'none'),
    ('The Supplier has no obligation to return the data.', 'return', 'released', 'supplier'),
    ('Neither party may disclose the data.', 'disclose', 'forbidden', 'none'),
    ('The Authority may audit the Supplier at any time.', 'audit', 'affirmed', 'buyer'),
    ('The data shall be deleted by the Supplier within 30 days.', 'deleted', 'affirmed', 'supplier'),
    ('The Supplier shall, no later than 24 hours after becoming aware, inform the Customer.', 'inform', 'affirmed', 'supplier'),
    ('Nothing in this clause shall require the Supplier to return data.', 'return', 'forbidden', 'supplier'),
    ('The Supplier shall not process Personal Data except on documented instructions.', 'instructions', 'affirmed', 'supplier'),
    ('The Supplier shall provide the export at no additional cost.', 'export', 'affirmed', 'supplier'),
    ('Provider disclaims any duty to assist.', 'assist', 'released', 'supplier'),
    ("We don't sell your data.", 'sell', 'forbidden', 'supplier'),
    ('The Supplier will not unreasonably withhold its consent to an audit.', 'audit', 'affirmed', 'supplier'),
    ('The Customer shall not, and shall not permit others to, reverse engineer.', 'reverse', 'forbidden', 'buyer'),
    ('The Supplier shall ensure that data is not stored outside the UK.', 'stored', 'forbidden', 'supplier'),
]


@pytest.fixture(scope="module")
def rules():
    patterns = load_patterns()
    return {lang: Rules(patterns, lang) for lang in ("fr", "en")}


@pytest.mark.parametrize(
    ("language", "sentence", "act", "expected", "bound"),
    [("fr", *case) for case in FRENCH] + [("en", *case) for case in ENGLISH],
)
def test_polarity_and_bearer(rules, language, sentence, act, expected, bound):
    index = Index(segment(snippet(sentence, language), 0), rules[language].lexicon, Vocab())
    start = fold(sentence).index(fold(act))
    found = polarity(start, index.negations(0), [])
    who = bearer(start, index.mentions(0), [], index.text(0), index.grammar)
    assert (found, who) == (expected, bound)


#: A clause put in the supplier's hands, or given to the buyer, or excused; (requirement, language, text, verdict, hedge or "").
EMPTIED = [
    ("GDPR-33-2", "fr", "Le Titulaire notifie à la Collectivité toute violation de données sous 24 heures, sauf accord contraire du Titulaire.", "weak", "W6"),
    ("GDPR-33-2", "fr", "Le Titulaire notifie à la Collectivité toute violation de données sous 24 heures, à moins que le Titulaire n'en décide autrement.", "weak", "W6"),
    ("GDPR-33-2", "fr", "Le Titulaire notifie à la Collectivité toute violation de données sous 24 heures, sauf accord contraire de la Collectivité.", "weak", ""),
    ("GDPR-33-2", "en", "The Supplier shall notify the Council of any personal data breach within 24 hours, unless the Supplier decides otherwise.", "weak", "W6"),
    ("GDPR-33-2", "en", "The Supplier shall notify the Council of any personal data breach within 24 hours, unless the Council decides otherwise.", "weak", ""),
    ("GDPR-28-3-a", "en", "The Processor shall not be required to process personal data only on documented instructions from the Controller.", "missing", ""),
    ("GDPR-33-2", "fr", "Le Titulaire ne doit pas notifier à la Collectivité les violations de données dans les 24 heures.", "contrary", ""),
    ("SOV-RETURN", "fr", "À la fin du marché, la Collectivité remet au Titulaire la totalité des données.", "missing", ""),
    ("SOV-RETURN", "fr", "À la fin du marché, le Titulaire remet à la Collectivité la totalité des données.", "weak", ""),
    ("GDPR-33-2", "fr", "Considérant que le Titulaire doit : notifier à la Collectivité les violations de données sous 24 heures ; en décrire la nature.", "missing", ""),
]  # fmt: skip


@pytest.mark.parametrize(("requirement", "language", "text", "verdict", "hedge"), EMPTIED)
def test_a_clause_emptied_of_its_force_is_noticed(rules, requirement, language, text, verdict, hedge):
    patterns = load_patterns()
    clause = patterns.requirement(requirement)
    states = {c.id: ConditionState(c.id, "absent", ()) for c in patterns.conditions}
    index = Index(segment(snippet(text, language), 0), rules[language].lexicon, Vocab())
    finding = assess(clause, Applies("established", (), None), states, gather(clause, [index], rules), [index], References())
    hedges = [w for w in finding.why if w.startswith("hedged:")]
    assert (finding.verdict, hedges) == (verdict, [f"hedged:{hedge}"] if hedge else [])


@pytest.mark.parametrize(("delay", "found"), [("24 heures", True), ("2400 heures", False)])
def test_a_hundred_days_counted_in_hours_are_no_hours(rules, delay, found):
    index = Index(segment(snippet(f"Le Titulaire notifie les incidents sous {delay}.", "fr"), 0), rules["fr"].lexicon, Vocab())
    assert bool(index.find(rules["fr"].lexicon.item("<hours>"))) is found


def test_a_duration_in_years_is_a_value(rules):
    index = Index(segment(snippet("Le Titulaire conserve les pièces pendant dix ans.", "fr"), 0), rules["fr"].lexicon, Vocab())
    assert [(v.amount, v.unit) for v in index.values(0)] == [(10.0, "year")]


def test_a_prohibition_reaches_the_items_of_its_list(rules):
    text = "Le Titulaire s'interdit de :\nvendre les données ;\nles communiquer à des tiers."
    index = Index(segment(snippet(text, "fr"), 0), rules["fr"].lexicon, Vocab())
    assert [s.heads for s in index.sentences] == [(), (0,), (0,)]
    assert polarity(0, index.negations(1), [index.negations(0)]) == "forbidden"
