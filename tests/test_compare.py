"""Two drafts compared: what is a change, what is none, and what is shown of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from clausecheck import load_patterns
from clausecheck.compare import Comparison, compare
from clausecheck.difference import Piece
from clausecheck.model import ElementFinding, Unread
from clausecheck.report.comparison import FORMATS, render
from makers.draft_maker import CLAUSE, draft, judged, quoted

NOTICE = "Le titulaire notifie toute violation à la collectivité sous 24 heures."
RETURN = "Le titulaire restitue la totalité des données dans un format ouvert."


def only(comparison: Comparison):
    (change,) = comparison.changes
    return change


# ---- verdicts ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ("missing", "present", "gained"),
        ("missing", "weak", "gained"),
        ("contrary", "present", "gained"),
        ("contrary", "weak", "gained"),
        ("not-verifiable", "present", "gained"),
        ("weak", "present", "strengthened"),
        ("contrary", "missing", "strengthened"),
        ("present", "weak", "weakened"),
        ("missing", "contrary", "weakened"),
        ("present", "missing", "lost"),
        ("present", "contrary", "lost"),
        ("weak", "missing", "lost"),
        ("weak", "contrary", "lost"),
        ("weak", "not-verifiable", "lost"),
        ("missing", "not-verifiable", "unchanged"),
        ("present", "present", "unchanged"),
        ("missing", "missing", "unchanged"),
        ("not-applicable", "not-applicable", "unchanged"),
    ],
)
def test_change_follows_the_rank_of_the_verdicts(old, new, change):
    c = compare(draft(findings=[judged(old)]), draft(findings=[judged(new)]))
    assert (only(c).change, only(c).applicability) == (change, "")
    assert [x.clause for x in c.regressions] == ([CLAUSE] if change in ("weakened", "lost") else [])


@pytest.mark.parametrize(
    ("old", "new", "change", "applicability"),
    [
        ("not-applicable", "present", "gained", "started"),
        ("not-applicable", "weak", "gained", "started"),
        ("not-applicable", "missing", "weakened", "started"),
        ("not-applicable", "contrary", "weakened", "started"),
        ("present", "not-applicable", "unchanged", "ended"),
        ("missing", "not-applicable", "unchanged", "ended"),
    ],
)
def test_what_does_not_apply_is_told_apart(old, new, change, applicability):
    c = only(compare(draft(findings=[judged(old)]), draft(findings=[judged(new)])))
    assert (c.change, c.applicability) == (change, applicability)


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [
        ({"found": "a"}, {"found": "ab"}, "strengthened"),
        ({"found": "ab"}, {"found": "a"}, "weakened"),
        ({"found": "ab"}, {"found": "ac"}, "weakened"),
        ({"found": "a"}, {"found": "a", "optional": "X"}, "strengthened"),
        ({"found": "a", "optional": "X"}, {"found": "a"}, "weakened"),
        ({"found": "a", "optional": "X"}, {"found": "ab"}, "strengthened"),
        ({"found": "ab"}, {"found": "ab"}, "unchanged"),
    ],
)
def test_elements_decide_between_equal_verdicts(old, new, change):
    keys = "abcX"

    def finding(parts, text):
        there = "".join(parts.values())
        return judged("weak", text, lacking=[k for k in keys if k not in there], **parts)

    old_report = draft("Texte ancien.", findings=[finding(old, "Texte ancien.")])
    new_report = draft("Tout autre chose.", findings=[finding(new, "Tout autre chose.")])
    assert only(compare(old_report, new_report)).change == change


def test_elements_without_the_duty_change_nothing():
    old = draft(NOTICE, findings=[judged("missing", lacking="a")])
    new = draft(RETURN, findings=[lambda r: replace(judged("weak", RETURN, found="a")(r), verdict="missing", evidence=())])
    c = only(compare(old, new))
    assert (c.change, c.elements_gained) == ("unchanged", ("a",))


def test_requirements_judged_in_one_draft_only_are_named():
    c = compare(draft(findings=[judged("weak", clause="A")]), draft(findings=[judged("weak", clause="B")]))
    assert (c.changes, c.unmatched) == ((), ("A", "B"))


# ---- what is no change -------------------------------------------------------------------------------------


def test_renumbering_and_moving_an_article_is_no_change():
    old = draft("# Article 3 – Incidents", f"3.1 {NOTICE}", "# Article 7 – Fin", f"7.2 {RETURN} Voir l'article 3.1.",
                findings=[judged("weak", f"3.1 {NOTICE}", "Voir l'article 3.1.", found="a")])  # fmt: skip
    new = draft("# Article 2 – Fin", f"2.2 {RETURN} Voir l'article 5.1.", "# Article 5 – Incidents", f"5.1 {NOTICE}",
                findings=[judged("weak", "Voir l'article 5.1.", f"5.1 {NOTICE}", found="a")])  # fmt: skip
    c = only(compare(old, new))
    assert (c.change, c.reworded) == ("unchanged", False)
    assert [(p.old.quote[:3], p.new.quote[:3]) for p in c.passages] == [("3.1", "5.1"), ("Voi", "Voi")]


def test_element_that_moved_away_from_its_duty_is_to_be_read_again_not_lost():
    detail = "Le délai est de 24 heures."
    old = draft(NOTICE, detail, findings=[judged("weak", NOTICE, found=()), judged("weak", clause="X")])
    old_finding = replace(old.findings[0], elements=(ElementFinding("hours", "essential", True, True, quoted(old, detail)),))
    new = draft(NOTICE, RETURN, detail, findings=[judged("weak", NOTICE, lacking=["hours"])])
    c = only(compare(replace(old, findings=(old_finding,)), new))
    assert (c.change, c.same_words, c.elements_lost) == ("unchanged", True, ("hours",))


@pytest.mark.parametrize(("format_", "change"), [("pdf", "unchanged"), ("docx", "lost")])
def test_same_draft_in_another_format_is_no_change(format_, change):
    cut = NOTICE.replace("violation", "vio-\nlation").replace("'", "’")
    old = draft(NOTICE, RETURN, findings=[judged("present", NOTICE)])
    new = draft(f"3.1 {cut}", RETURN, findings=[judged("missing")], format_=format_)
    c = only(compare(old, new))
    assert (c.change, c.same_words) == (change, change == "unchanged")


def test_changed_words_are_a_change_whatever_the_format():
    old = draft(NOTICE, findings=[judged("present", NOTICE)])
    new = draft(NOTICE.replace("notifie", "peut notifier"), findings=[judged("missing")], format_="pdf")
    assert only(compare(old, new)).change == "lost"


def test_condition_read_in_one_format_only_is_no_change_when_both_hold_its_passage():
    cloud = "La solution est hébergée en mode SaaS."
    old = draft(cloud, findings=[judged("not-applicable")])
    new = draft(cloud, findings=[judged("missing", conditions=("cloud",))], conditions=[("cloud", cloud)], format_="pdf")
    c = only(compare(old, new))
    assert (c.change, c.applicability, c.same_words) == ("unchanged", "started", True)


def test_footnote_number_of_a_pdf_is_no_change():
    old = draft("Licence ouverte 2.0 de l'État.", findings=[judged("weak", "Licence ouverte 2.0 de l'État.")])
    new = draft("1 Licence ouverte 2.0 de l'État.", findings=[judged("weak", "1 Licence ouverte 2.0 de l'État.")], format_="pdf")
    assert not only(compare(old, new)).reworded


# ---- passages ----------------------------------------------------------------------------------------------


def test_both_states_of_a_passage_stand_side_by_side_with_their_difference():
    changed = NOTICE.replace("24", "72")
    old = draft(NOTICE, RETURN, findings=[judged("present", NOTICE, RETURN)])
    new = draft(RETURN, changed, findings=[judged("weak", RETURN, changed)])
    c = only(compare(old, new))
    assert [(p.old.quote, p.new.quote, p.same) for p in c.passages] == [(NOTICE, changed, False), (RETURN, RETURN, True)]
    assert [(x.kind, x.text.strip()) for x in c.passages[0].pieces] == [
        ("same", "Le titulaire notifie toute violation à la collectivité sous"), ("removed", "24"), ("added", "72"),
        ("same", "heures."),
    ]  # fmt: skip


def test_passage_that_the_new_report_does_not_quote_is_found_in_its_text():
    softened = "Le titulaire s'efforce de notifier toute violation à la collectivité."
    old = draft(NOTICE, findings=[judged("present", NOTICE)])
    new = draft(RETURN, "# Article 8 – Incidents", softened, findings=[judged("missing")])
    (p,) = only(compare(old, new)).passages
    assert (p.new.quote, p.new.where) == (softened, "Article 8 – Incidents")
    assert new.documents[0].text[p.new.start : p.new.end] == softened


def test_passage_that_is_gone_has_no_other_state():
    c = only(compare(draft(NOTICE, findings=[judged("present", NOTICE)]), draft(RETURN, findings=[judged("missing")])))
    assert [(p.old.quote, p.new) for p in c.passages] == [(NOTICE, None)]
    assert c.passages[0].pieces == (Piece("removed", NOTICE),)


def test_same_verdict_on_other_words_is_said():
    changed = NOTICE.replace("24", "72")
    c = only(compare(draft(NOTICE, findings=[judged("present", NOTICE)]), draft(changed, findings=[judged("present", changed)])))
    assert (c.change, c.reworded) == ("unchanged", True)


def test_other_quotes_of_the_same_text_are_no_rewording():
    old = draft(NOTICE, RETURN, findings=[judged("present", NOTICE)])
    new = draft(NOTICE, RETURN, findings=[judged("present", RETURN)])
    assert not only(compare(old, new)).reworded


def test_passage_that_stays_is_not_taken_for_the_like_of_another():
    added, gone = NOTICE.replace("24", "72"), NOTICE.replace("24", "12")
    old = draft(NOTICE, gone, findings=[judged("weak", NOTICE, gone)])
    new = draft(NOTICE, added, findings=[judged("weak", added)])
    c = only(compare(old, new))
    assert [(p.old.quote, p.new.quote, p.same) for p in c.passages] == [(NOTICE, NOTICE, True), (gone, added, False)]
    new = draft(NOTICE, findings=[judged("missing")])
    assert [(p.old.quote, p.new and p.new.quote) for p in only(compare(old, new)).passages] == [(NOTICE, NOTICE), (gone, None)]


def test_short_passage_is_only_held_where_it_stands_alone():
    old = draft("30 jours", findings=[judged("weak", "30 jours")])
    new = draft("Le prix est payé sous 30 jours.", findings=[judged("missing")], format_="pdf")
    assert only(compare(old, new)).change == "lost"


# ---- reports -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def patterns():
    return load_patterns()


def comparison(language: str = "fr") -> Comparison:
    evil = "Le titulaire <script>alert(1)</script> peut vendre & louer les données du service."
    half = RETURN.replace("totalité", "moitié")
    old = draft(NOTICE, RETURN, language=language, findings=[
        judged("present", NOTICE, found=["hours"]), judged("weak", RETURN, clause="SOV-RETURN"),
        judged("not-applicable", clause="SOV-ACCESS"), judged("missing", clause="GDPR-44"),
        judged("present", RETURN, clause="SOV-LOCATION"), judged("weak", clause="HOUSE-1"),
    ])  # fmt: skip
    new = draft(evil, half, language=language, findings=[
        judged("contrary", evil, lacking=["hours"]), judged("weak", half, clause="SOV-RETURN"),
        judged("missing", clause="SOV-ACCESS"), judged("missing", clause="GDPR-44"),
        judged("not-applicable", clause="SOV-LOCATION"), judged("present", clause="HOUSE-1"),
    ])  # fmt: skip
    unread = Unread("page 2", "image", "page image", "image page")
    return compare(old, replace(new, documents=(replace(new.documents[0], unread=(unread,)),), patterns_sha256="e" * 64))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("format_", FORMATS)
def test_each_format_names_every_change_and_what_was_not_read(format_, language, patterns):
    text = render(comparison(language), format_, patterns)
    assert text == render(comparison(language), format_, patterns)
    for clause in (CLAUSE, "SOV-RETURN", "SOV-ACCESS", "SOV-LOCATION", "HOUSE-1"):
        assert clause in text
    if format_ != "json":
        assert ("page image" if language == "fr" else "image page") in text
        assert ("mêmes motifs" if language == "fr" else "same patterns") in text


def test_terminal_marks_removed_and_added_words(patterns):
    text = " ".join(render(comparison(), "terminal", patterns).split())
    assert "perdue : 1 · affaiblie : 1 · renforcée : 1 · gagnée : 0 · inchangée : 3" in text
    assert "restitue la [-totalité-] {+moitié+} des données" in text
    assert "Éléments perdus" in text


def test_json_is_complete():
    body = json.loads(render(comparison(), "json"))
    assert body["schema"] == "clausecheck/comparison@1"
    assert body["regressions"] == [CLAUSE, "SOV-ACCESS"]
    change = next(c for c in body["changes"] if c["clause"] == "SOV-RETURN")
    assert (change["change"], change["reworded"]) == ("unchanged", True)
    assert [p["text"].strip() for p in change["passages"][0]["difference"] if p["kind"] != "same"] == ["totalité", "moitié"]
    assert body["new"]["documents"][0]["complete"] is False


def test_html_page_is_self_contained_and_obeys_no_word_of_the_contract(patterns):
    page = render(comparison("en"), "html", patterns)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page.replace("http-equiv", "")
    assert re.search(r"<del>.*totalité.*</del>\s*<ins>.*moitié.*</ins>", page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="#|aria-labelledby=")([^"]+)"', page)) <= set(ids)


def test_unknown_format_is_refused(patterns):
    with pytest.raises(ValueError, match="unknown format"):
        render(comparison(), "docx", patterns)
