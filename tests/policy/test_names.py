"""The registrable domain decides, the name suggests; neither is fooled by spelling."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from policy.errors import Unclear
from policy.lookalikes import skeleton
from policy.mailboxes import PUBLIC
from policy.names import (
    is_free_mail,
    looks_like_domain,
    name_key,
    registrable_domain,
    same_but_legal_form,
    similar,
)

DOMAINS = [
    # typed, key
    ("acme.com", "acme.com"),
    ("https://www.Acme.com/x?y=1#z", "acme.com"),
    ("HTTP://ACME.COM", "acme.com"),
    ("//acme.com/x", "acme.com"),
    ("acme.com/about-us", "acme.com"),
    ("acme.com?utm=1", "acme.com"),
    ("ana@acme.com", "acme.com"),
    ("mailto:ana@mail.acme.com", "acme.com"),
    ("acme.com.", "acme.com"),  # the root's dot
    ("acme.com,", "acme.com"),  # the comma of a sentence
    ("  acme.com\n", "acme.com"),
    ("WWW.ACME.CO.UK:443", "acme.co.uk"),  # a suffix of two labels
    ("shop.emea.acme.com.au", "acme.com.au"),
    ("www.city.kawasaki.jp", "city.kawasaki.jp"),  # an exception within a wildcard of the list
    ("städte.de", "xn--stdte-hra.de"),
    ("www.XN--STDTE-HRA.de", "xn--stdte-hra.de"),  # the same in the spelling of the name system
    ("sta\u0308dte.de", "xn--stdte-hra.de"),  # the same typed as letter and mark
    ("straße.de", "xn--strae-oqa.de"),  # not strasse.de, which is another registration
    ("日本.jp", "xn--wgv71a.jp"),
    ("москва.рф", "xn--80adxhks.xn--p1ai"),
    ("ａｃｍｅ．ｃｏｍ", "acme.com"),  # full width
    ("acme。com", "acme.com"),  # the ideographic full stop
    ("\u200eacme.com\u200b", "acme.com"),  # invisible marks that come along when copied
    ("ac\u00adme.com", "acme.com"),  # a soft hyphen within
    ("https://acme.com@other.com/", "other.com"),  # what stands before the @ of an address is no host
    ("<https://acme.com|acme.com>", "acme.com"),  # Slack's spelling of a link
    ("<mailto:ana@acme.com|ana@acme.com>", "acme.com"),
    ("acme.github.io", "acme.github.io"),  # a site on a platform is not the platform
    ("github.io", "github.io"),  # but the platform is a company too
    ("dev_1.acme.com", "acme.com"),  # host names may be odder than registrations
    ("acme.example", "acme.example"),  # reserved for examples
    ("163.com", "163.com"),
    ("acme.com/" + "x" * 500, "acme.com"),  # a long path makes no long domain
]


@pytest.mark.parametrize(("typed", "key"), DOMAINS)
def test_every_spelling_of_a_website_leads_to_one_registrable_domain(typed: str, key: str) -> None:
    assert registrable_domain(typed).key == key


@pytest.mark.parametrize(("typed", "key"), DOMAINS)
def test_a_domain_leads_to_itself_in_both_spellings(typed: str, key: str) -> None:
    domain = registrable_domain(typed)
    assert registrable_domain(domain.key) == domain
    assert registrable_domain(domain.shown) == domain


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "acme",  # no ending
        "localhost",
        "http://localhost:8080/",
        "192.168.0.1",
        "http://1.2.3.4/",
        "[2001:db8::1]",
        "co.uk",  # a bare suffix
        "com",
        "acme.con",  # an ending nobody runs
        "server.local",
        "acme com",
        "acme .com",
        "Ana Ruiz <ana@acme.com>",
        "ana@",
        "@acme.com",
        "a@b@acme.com",
        "acme..com",
        "acme.com..",
        ".acme.com",
        "-acme.com",
        "acme-.com",
        "ac_me.com",
        "acme.com\\other.com",
        "acme.com:http",
        "javascript:alert(1)",
        "xn--a.com",  # not a valid spelling of anything
        "a\u200db.com",  # joiners belong to scripts that need them
        "☃.com",
        "a" * 64 + ".com",  # a label holds 63
        "a." * 130 + "com",  # a domain holds 253
        "a" * 100_000,
        "1.25",
        "<!channel>",
    ],
)
def test_what_has_no_registrable_domain_is_answered_with_an_example(typed: str) -> None:
    with pytest.raises(Unclear) as unclear:
        registrable_domain(typed)
    assert unclear.value.message == "Give the customer's website, for example acme.com."


@pytest.mark.parametrize(
    ("typed", "reads_like"),
    [
        ("аcme.com", "acme.com"),  # Cyrillic а, the rest Latin
        ("асме.com", "acme.com"),  # all Cyrillic
        ("xn--cme-5cd.com", "acme.com"),  # the same, encoded
        ("αcme.com", "acme.com"),  # Greek alpha
        ("ɑcme.com", "acme.com"),  # Latin alpha
        ("раураl.com", "paypal.com"),  # mostly Cyrillic
        ("сосо.com", "coco.com"),
        ("mıcro.com", "micro.com"),  # the dotless i of Turkish, outside Turkey
    ],
)
def test_a_domain_made_to_mislead_is_flagged_and_reads_like_its_model(typed: str, reads_like: str) -> None:
    domain = registrable_domain(typed)
    assert domain.lookalike
    assert domain.skeleton == registrable_domain(reads_like).skeleton
    assert domain.key != reads_like


@pytest.mark.parametrize(
    ("typed", "reads_like"),
    [
        ("acmé.com", "acme.com"),
        ("paypa1.com", "paypal.com"),
        ("g00gle.com", "google.com"),
        ("rnicro.com", "micro.com"),
        ("müller.de", "muller.de"),
    ],
)
def test_an_ordinary_domain_can_read_like_another_without_being_suspicious(typed: str, reads_like: str) -> None:
    domain = registrable_domain(typed)
    assert not domain.lookalike
    assert domain.skeleton == registrable_domain(reads_like).skeleton


@pytest.mark.parametrize(
    "typed",
    [
        "acme.com",
        "städte.de",
        "łódź.pl",
        "søren.dk",
        "москва.рф",  # Cyrillic under a Cyrillic ending
        "сосо.рф",
        "россия.com",  # reads like nothing in Latin
        "ısı.com.tr",  # Turkish in Turkey
        "日本.jp",
        "アクメ株式会社.jp",  # the scripts of Japanese go together
        "スーパー.jp",
        "acme日本.jp",
        "삼성.com",
    ],
)
def test_a_domain_in_the_letters_of_its_own_language_is_not_suspicious(typed: str) -> None:
    assert not registrable_domain(typed).lookalike


def test_different_domains_seldom_read_alike() -> None:
    read = {registrable_domain(f"{name}.com").skeleton for name in ("acme", "acne", "acmes", "ac-me", "acme2")}
    assert len(read) == 5


@pytest.mark.parametrize(
    "word",
    [
        "acme.com",
        "acme.com,",
        "WWW.acme.co.uk",
        "https://acme.com/x",
        "<http://acme.com|acme.com>",
        "städte.de",
        "3m.com",
    ],
)
def test_words_of_a_command_that_mean_a_website(word: str) -> None:
    assert looks_like_domain(word)


OTHER_WORDS = (
    "250k 1.25 1.25m 1.2bn 1.250.000 DR-12 help mine eur ana@acme.com co.uk e.g. v1.2 node.js ... @rosa "
    "<@U12345|rosa> <mailto:ana@acme.com|ana@acme.com> 2026-11-12"
)


@pytest.mark.parametrize(
    "word",
    OTHER_WORDS.split(),
)
def test_words_of_a_command_that_mean_something_else(word: str) -> None:
    assert not looks_like_domain(word)


@pytest.mark.parametrize("typed", ["ana@gmail.com", "qq.com", "x@mail.ru", "web.de", "a@yahoo.co.uk", "smtp.gmx.net"])
def test_public_mail_providers_are_known_around_the_world(typed: str) -> None:
    assert is_free_mail(registrable_domain(typed).key)


@pytest.mark.parametrize("typed", ["acme.com", "gmail.acme.com", "microsoft.com", "orange.com", "gmail.co"])
def test_a_company_is_no_public_mail_provider(typed: str) -> None:
    assert not is_free_mail(registrable_domain(typed).key)


def test_the_list_of_mail_providers_holds_registrable_domains_only() -> None:
    assert [entry for entry in PUBLIC if registrable_domain(entry).key != entry] == []


KEYS = [
    # name, key
    ("Acme Inc.", "acme"),
    ("ACME, INC", "acme"),
    ("Acme Co", "acme"),
    ("Acme GmbH & Co. KG", "acme"),
    ("Acme S.A. de C.V.", "acme"),
    ("Acme S. A.", "acme"),  # spaces within the form
    ("Acme L L C", "acme"),
    ("Acme Sp. z o. o.", "acme"),
    ("Acme Pvt. Ltd.", "acme"),
    ("Acme Pty Ltd", "acme"),
    ("Acme A/S", "acme"),
    ("Acme s.r.o.", "acme"),
    ("Acme Oyj", "acme"),
    ("Acme SE & Co. KGaA", "acme"),
    ("ООО Акме", "акме"),  # the form in front
    ("PT Acme Indonesia Tbk", "acme indonesia"),
    ("株式会社アクメ", "アクメ"),  # grown on, in front
    ("アクメ株式会社", "アクメ"),  # and behind
    ("삼성전자(주)", "삼성전자"),
    ("AG", "ag"),  # nothing would be left
    ("Co", "co"),
    ("Co. AG", "co"),
    ("株式会社", "株式会社"),
    ("Limited Brands", "limited brands"),  # a form in front is part of the name
    ("SA Brain", "sa brain"),
    ("Acme UK", "acme uk"),  # a place is no form
    ("Acme Holding", "acme holding"),  # nor is what a company does
    ("Johnson & Johnson", "johnson and johnson"),
    ("McDonald's Corp", "mcdonalds"),
    ("McDonald’s", "mcdonalds"),
    ("Coca-Cola", "coca cola"),
    ("J.P. Morgan", "jp morgan"),
    ("J. P. Morgan", "jp morgan"),
    ("Amazon.com, Inc.", "amazon com"),
    ("Ａｃｍｅ　Ｌｔｄ", "acme"),  # full width
    ("Straße  AG", "strasse"),
    ("Nestlé S.A.", "nestlé"),
    ("Ac\u200bme", "acme"),  # an invisible space within
    ("!!!", "!!!"),  # a band's name, all punctuation
    ("", ""),
    ("  ", ""),
]


@pytest.mark.parametrize(("name", "key"), KEYS)
def test_a_name_is_compared_without_case_punctuation_and_legal_form(name: str, key: str) -> None:
    assert name_key(name) == key


@pytest.mark.parametrize(
    ("one", "other"), [("Acme GmbH", "Acme Inc."), ("Acme", "ACME Ltd"), ("Acme S.A.", "Acme AG"), ("ООО Акме", "Акме")]
)
def test_names_that_differ_in_their_legal_form_only(one: str, other: str) -> None:
    assert same_but_legal_form(one, other)
    assert similar(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("Acme", "ACME"), ("Acme Inc.", "acme inc"), ("Acme S. A.", "Acme S.A."), ("Acme", "Acne Inc")]
)
def test_names_that_differ_in_nothing_or_in_more_than_their_legal_form(one: str, other: str) -> None:
    assert not same_but_legal_form(one, other)


ALIKE = [
    # one, other
    ("Acme Holding", "Acme Hosting"),
    ("Northwind Traders", "Northwind Trader GmbH"),
    ("Northwind", "Northwind Traders"),  # one is the distinctive beginning of the other
    ("Siemens", "Siemens Healthineers AG"),
    ("Acme", "Acme Group"),  # what is added says nothing
    ("Acme Deutschland GmbH", "Acme Inc."),
    ("Acme Europe", "Acme Asia"),
    ("Amazon", "Amazon.com, Inc."),
    ("The Walt Disney Company", "Walt Disney"),
    ("Crédit Agricole", "Credit Agricole SA"),
    ("Müller", "Muller"),
    ("Аcme", "Acme"),  # Cyrillic А
    ("Face Book", "Facebook"),
    ("Traders Northwind", "Northwind Traders"),
    ("Contoso Pharmaceuticals", "Contoso Pharmaceutical"),
    ("International Business Machines", "International Busines Machines"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_so_much_alike_that_a_person_should_look(one: str, other: str) -> None:
    assert (similar(one, other) or 0) >= 0.8


DIFFERENT = [
    # one, other
    ("Acme", "Acne"),  # another letter in a short name is another name
    ("Initech", "Intech"),
    ("Globex Corporation", "Globe Corporation"),  # the form makes no short name long
    ("Acme Holding", "Acne Holding"),  # nor does a word that says nothing
    ("Delta Air Lines", "Delta Dental"),
    ("Deutsche Bank", "Deutsche Telekom"),
    ("American Express", "American Airlines"),
    ("Bank of America", "Bank of India"),
    ("Air France", "Air India"),
    ("Stadtwerke München", "Stadtwerke Münster"),  # the word in common is everybody's
    ("Technology Solutions", "Technology Services"),
    ("National Grid", "National"),  # so common a beginning is not distinctive
    ("Area 51 Systems", "Area 52 Systems"),  # numbers are not misspelt
    ("Dataworks 2000 Munich", "Dataworks 3000 Munich"),
    ("Volvo", "Volvo Cars"),
    ("International Paper", "International Business Machines"),
    ("", ""),
    ("", "Acme"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_that_nobody_needs_to_look_at(one: str, other: str) -> None:
    assert similar(one, other) is None


names = st.text(max_size=25) | st.lists(
    st.sampled_from(
        ["Acme", "Northwind", "Traders", "AG", "Co", "GmbH", "&", "S.A.", "(UK)", "The", "Group", "ООО", "7"]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)


@given(names)
def test_a_key_is_its_own_key_and_never_empty_for_a_name(name: str) -> None:
    key = name_key(name)
    assert name_key(key) == key
    assert bool(key) == bool(name.strip())
    assert key == " ".join(key.split())


@given(names, names)
def test_likeness_does_not_depend_on_who_asks(one: str, other: str) -> None:
    score = similar(one, other)
    assert score == similar(other, one)
    assert score is None or 0.8 <= score <= 1
    assert (score == 1) == (name_key(one) == name_key(other) != "")


@given(names)
def test_case_and_space_do_not_matter(name: str) -> None:
    assert name_key(f"  {name} ") == name_key(name)
    assert skeleton(skeleton(name)) == skeleton(name)


SUFFIXES = PublicSuffixList()
labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True).filter(lambda label: label[2:4] != "--")


@given(labels, st.sampled_from(["com", "co.uk", "de", "com.br", "co.jp"]), st.lists(labels, max_size=3))
def test_subdomains_schemes_and_paths_never_change_the_domain(label: str, suffix: str, below: list[str]) -> None:
    domain = f"{label}.{suffix}"
    assume(SUFFIXES.publicsuffix(domain) == suffix)  # some companies let others register below theirs: x0.com
    host = ".".join([*below, domain])
    for typed in (host, host.upper(), f"{host}.", f"https://{host}:8443/a@b?c", f"ana@{host}", f"http://u:p@{host}"):
        assert registrable_domain(typed).key == domain


@given(st.text(max_size=60) | st.text("acme.@:/<>|-_0xn ", max_size=25))
def test_any_text_is_a_domain_or_a_question(text: str) -> None:
    known = looks_like_domain(text)
    try:
        domain = registrable_domain(text)
    except Unclear:
        assert not known
        return
    assert domain.key.isascii()
    assert domain.key == domain.key.lower()
    assert "." in domain.key
