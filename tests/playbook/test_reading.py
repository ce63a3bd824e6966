"""Reading a playbook: what is wrong is named by file, line and key, with the cure."""

import re

import pytest

from desk.playbook import PlaybookInvalid
from policy.amounts import Habit
from tests.playbook.conftest import SHIPPED, Draft

# file, words to replace, by what, the problem
MISTAKES = [
    # a currency that is none
    (
        "regions.toml",
        '"EUR"',
        '"EURO"',
        'regions.toml, line 20, EMEA.currency: "EURO" is not an ISO 4217 code. Write EUR.',
    ),
    # a currency that was, but is no longer
    ("choices.toml", "GBP =", "DEM =", 'choices.toml, line 27, currencies.DEM: "DEM" is not an ISO 4217 code. Write'),
    # a misspelt key
    (
        "regions.toml",
        'calendar = "emea"',
        'calender = "emea"',
        "EMEA.calender: There is no such key. Did you mean calendar?",
    ),
    # ... which leaves the right one missing
    ("regions.toml", 'calendar = "emea"', 'calender = "emea"', "EMEA.calendar: This line is missing. Add it."),
    # a misspelt key two tables down
    (
        "sla.toml",
        "warn_share = 0.75",
        "warnshare = 0.75",
        "line 12, deal.review.warnshare: There is no such key. Did you mean",
    ),
    # a step that no clock has
    ("sla.toml", "[deal.answer]", "[deal.anser]", "deal.anser: There is no such key. Did you mean answer?"),
    # a weekday that is none
    ("calendars.toml", "Monday =", "Moday =", "calendar.amer.hours.Moday: There is no such key. Did you mean Monday?"),
    # a number in quotes
    ("sla.toml", "hours = 8", 'hours = "8"', 'deal.review.hours: "8" has to be a number, without quotes.'),
    # a share over one
    ("sla.toml", "warn_share = 0.75", "warn_share = 75", "deal.review.warn_share: 75 is out of range: it has to be"),
    # no length at all
    ("sla.toml", "hours = 8\n", "", "line 10, deal.review: How long may it take? Add a line such as hours = 8."),
    # two lengths
    ("sla.toml", "hours = 8\n", "hours = 8\nminutes = 5\n", "deal.review: Give hours or minutes, not both."),
    # a region nobody has
    (
        "sla.toml",
        "# [deal.decision.in.AMER]\n# hours",
        "[deal.decision.in.LATAM]\nhours",
        'There is no region "LATAM".',
    ),
    # a calendar nobody has
    ("regions.toml", '"apac"', '"asia"', 'APAC.calendar: There is no calendar "asia". Write amer, apac or emea.'),
    # a currency that forms do not offer
    ("regions.toml", '"SGD"', '"NZD"', 'APAC.currency: There is no currency on offer "NZD".'),
    # the other way to write amounts
    ("regions.toml", '= "comma"', '= "point "', 'EMEA.amounts: Write "point" for 1,234.56 or "comma" for 1.234,56'),
    # a region in small letters
    (
        "regions.toml",
        "[EMEA]",
        "[emea]",
        'emea: "emea" is not a region\'s code. Use capital letters, for example EMEA.',
    ),
    # a time zone that is none
    (
        "calendars.toml",
        "Europe/Berlin",
        "Europe/Bonn",
        '"Europe/Bonn" is not a time zone. Write it like Europe/Berlin.',
    ),
    # hours that are none
    ("calendars.toml", '"09:00-17:00"', '"9 to 5"', 'calendar.amer.hours.Monday: "9 to 5" are not hours.'),
    # hours that run backwards
    ("calendars.toml", '"09:00-17:00"', '"17:00-09:00"', '"17:00-09:00" runs backwards or overlaps.'),
    # spans that overlap
    ("calendars.toml", '"09:00-17:00"', '"09:00-13:00, 12:00-17:00"', "runs backwards or overlaps."),
    # an hour that no day has
    ("calendars.toml", '"09:00-17:00"', '"09:00-25:00"', '"09:00-25:00" are not hours.'),
    # a country that is none
    ("calendars.toml", '"DE"', '"GER"', 'calendar.emea.country: "GER" is not a country\'s two letters.'),
    # a state of another country
    ("calendars.toml", '"DE"', '"DE"\nsubdivision = "TX"', 'calendar.emea.subdivision: DE has no subdivision "TX".'),
    # a holiday that is none there
    (
        "calendars.toml",
        "Columbus Day",
        "Colombus Day",
        'work_on: "Colombus Day" is not a public holiday there. Did you mean',
    ),
    # a day that no year has
    ("calendars.toml", '12-31 = "New', '12-32 = "New', 'closed.12-32: "12-32" is not a day.'),
    # a reason that rests on no rule
    ("choices.toml", "ROE-12", "ROE-99", 'decline_reasons.duplicate.rule: There is no rule "ROE-99". Did you mean'),
    # a reason without a rule
    (
        "choices.toml",
        '{ label = "Duplicate", rule = "ROE-12" }',
        '"Duplicate"',
        "duplicate.rule: This line is missing. Add it.",
    ),
    # a code with spaces
    ("choices.toml", "smb =", '"small business" =', '"small business" is not a short code.'),
    # a list without entries
    (
        "choices.toml",
        "# How the partner takes part.\n[motions]",
        "[motions]\n[ignored]",
        "ignored: There is no such key.",
    ),
    # a switch that has no such position
    ("rules/ROE-2.md", ": block", ": wait", 'parameters.rival_pending: "wait" is not among the choices. Write "block"'),
    # a misspelt parameter
    (
        "rules/ROE-8.md",
        "contact_days: 60",
        "contact_day: 60",
        "rules/ROE-8.md, line 15, parameters.contact_day: There is no such key. Did you mean contact_days?",
    ),
    # a regional version that leaves a parameter out
    (
        "rules/ROE-3.EMEA.md",
        "\n  tender_days: 120",
        "",
        "line 15, parameters.tender_days: This line is missing. Add it.",
    ),
    # a parameter on a rule that has none
    ("rules/ROE-5.md", "version: 1", "version: 1\nparameters:\n  a: 1", "line 10, parameters.a: There is no such key."),
    # a motion nobody offers
    ("rules/ROE-4.md", "- expansion", "- expanding", 'There is no motion "expanding". Did you mean expansion?'),
    # ... or a scope of one
    ("rules/ROE-1.referral.md", "motion: referral", "motion: referal", 'motion: There is no motion "referal". Did you'),
    # a topic that no list has
    ("rules/ROE-9.md", "topic: registration", "topic: tenders", 'topic: There is no topic "tenders". Write co-market'),
    # a rule that EcoOps cites and cannot find
    ("rules/ROE-9.md", "id: ROE-9", "id: ROE-90", "This is ROE-90 version 1, so call the file ROE-90.md or ROE-90.v1"),
    # a file that is not called like its rule
    ("rules/ROE-3.EMEA.md", "region: EMEA", "region: AMER", "rules/ROE-3.EMEA.md: This is ROE-3.AMER version 1, so"),
    # nobody who could be asked
    ("rules/ROE-9.md", "owner: hub", "owner: priya", 'owner: "priya" is nobody. Write an e-mail address, a Slack'),
    # a field that no form has
    ("rules/ROE-9.md", "register.tender", "register.tendr", 'has no field "tendr". Did you mean tender?'),
    # a form that there is not
    ("rules/ROE-9.md", "deal.register.tender", "tender", 'There is no form "". Write the field like'),
    # a review before the beginning
    ("rules/ROE-9.md", "review_by: 2027", "review_by: 2025", "The review comes after the day from which the rule"),
    # a date that is none
    (
        "rules/ROE-1.md",
        ": 2026-01-01",
        ": soon",
        'line 9, effective_on: "soon" is not a date. Write',
    ),
    # a day that no year has
    ("rules/ROE-1.md", ": 2026-01-01", ": 2026-02-30", "line 9: 2026-02-30 is a day that no year has."),
    # a version that is none
    ("rules/ROE-1.md", "version: 1", "version: 0", "line 8, version: 0 is out of range"),
    # a key twice
    ("rules/ROE-1.md", "version: 1", "version: 1\nversion: 2", "line 9: version stands here twice. Leave one out."),
    # a reference of YAML's
    ("rules/ROE-1.md", "id: ROE-1", "id: &x ROE-1\nmotion: *x", "Write it out here: references to another line"),
    # what is not YAML at all
    ("rules/ROE-1.md", "id: ROE-1", "id: [ROE-1", "rules/ROE-1.md, line 3: This cannot be read: "),
    # a list where keys belong
    ("rules/ROE-10.md", "---\nid", "---\n- a\n---\nid", "line 2: Here stand keys with their values"),
    # keys that do not end
    ("rules/ROE-1.md", "\n---\n", "\n", 'The keys end with a line of "---". It is missing.'),
    # a file without keys
    ("rules/ROE-1.md", "---\n", "", 'rules/ROE-1.md, line 1: The file begins with a line of "---"'),
    # a region without a name
    ("company.toml", '"Our company"', '""', "company.toml, line 4, name: This is empty."),
    # a domain that is none
    ("company.toml", "domains = []", 'domains = ["acorn"]', 'domains 1: "acorn" is not a website address.'),
    # a time of day that is none, and a share as a percentage
    ("company.toml", 'at = "08:30"', 'at = "8 am"', 'brief.at: "8 am" is not a time of day. Write it like "08:30".'),
    ("company.toml", "target = 0.05", "target = 5", "digest.target: "),
    # a text where a table belongs
    ("sla.toml", "[deal.review]\nhours = 8", "[deal]\nreview = 8", "deal.review: 8 has to be a table of its own"),
    # what is not TOML at all
    ("regions.toml", "[EMEA]", "[EMEA", "regions.toml, line 17: This cannot be read: "),
    # the same table twice
    ("regions.toml", "[APAC]", "[EMEA]", "regions.toml, line "),
]


@pytest.mark.parametrize(("file", "old", "new", "problem"), MISTAKES)
def test_a_mistake_is_named_with_its_place_and_cure(draft: Draft, file: str, old: str, new: str, problem: str) -> None:
    problems = draft.replace(file, old, new).problems()
    assert any(problem in one and one.startswith(file) for one in problems), problems


def test_all_mistakes_are_told_at_once(draft: Draft) -> None:
    draft.replace("regions.toml", '"EUR"', '"EURO"').replace("sla.toml", "hours = 16", "hours = 0")
    draft.replace("rules/ROE-3.md", "days: 90", "days: -1").replace("company.toml", "[]", "[")
    problems = draft.problems()
    assert [one.split(",")[0] for one in problems] == ["company.toml", "regions.toml", "rules/ROE-3.md", "sla.toml"]


def test_the_message_counts_the_problems_and_lists_them(draft: Draft) -> None:
    draft.replace("regions.toml", '"EUR"', '"EURO"').replace("sla.toml", "hours = 16", "hours = 0")
    with pytest.raises(PlaybookInvalid) as invalid:
        draft.read()
    first, *rest = invalid.value.message.splitlines()
    assert first == "The playbook has 2 problems. Nothing was changed."
    assert len(rest) == 2


def test_a_missing_file_is_named(draft: Draft) -> None:
    assert draft.drop("sla.toml").problems() == ["sla.toml: This is missing. Every playbook needs it."]


def test_a_rule_that_ecoops_cites_is_missed(draft: Draft) -> None:
    assert draft.drop("rules/ROE-11.md").problems() == [
        "rules/, ROE-11: This rule is missing. EcoOps cites it, so it has to be there."
    ]


def test_a_rule_without_words_is_told_so(draft: Draft) -> None:
    head = (draft.folder / "rules" / "ROE-9.md").read_text(encoding="utf-8").rpartition("---")[0]
    assert draft.write("rules/ROE-9.md", f"{head}---\n\n").problems() == [
        "rules/ROE-9.md, text: This line is missing. Add it."
    ]


def test_rules_as_they_were_written_before_are_pointed_to_their_folder(draft: Draft) -> None:
    assert draft.write("rules.toml", "[ROE-1]\n").problems() == [
        "rules.toml: A playbook has no such file. Each rule is a file of its own, rules/ROE-3.md for example."
    ]


def test_people_may_be_missing_because_a_team_may_start_as_one_admin(draft: Draft) -> None:
    assert draft.drop("people.toml").read().people.person == ()


def test_a_misspelt_file_is_not_overlooked(draft: Draft) -> None:
    draft.write("region.toml", "[LATAM]\n")
    assert draft.problems() == ["region.toml: A playbook has no such file. Did you mean regions?"]


def test_a_file_in_another_encoding_is_named_with_its_line(draft: Draft) -> None:
    (draft.folder / "company.toml").write_bytes(b'# us\nname = "Caf\xe9"\n')
    assert draft.problems() == ["company.toml, line 2: This is not UTF-8. Save the file as UTF-8."]


def test_a_file_from_a_windows_editor_is_read(draft: Draft) -> None:
    path = draft.folder / "company.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert draft.read().company.name == "Our company"


def test_a_folder_that_is_not_there_is_said_so(tmp_path) -> None:
    assert "There is no such folder." in Draft(tmp_path / "nowhere").problems()[0]


PEOPLE = """
[[person]]
name = "Mira Lang"
slack_id = "U0MIRA"
roles = [{ role = "specialist", region = "EMEA", segments = ["smb"] }]

[[person]]
name = "Ana Ruiz"
email = "Ana.Ruiz@acorncloud.com"
roles = [
  { role = "lead", region = "EMEA" },
  { role = "hub" },
]
"""

# words to replace, by what, the problem
WRONG_PEOPLE = [
    # nobody can tell who this is
    ('slack_id = "U0MIRA"\n', "", "person 1: Give a slack_id or an email, so that EcoOps recognises this person."),
    # a name where the id belongs
    ('"U0MIRA"', '"@mira"', 'person 1.slack_id: "@mira" is not a Slack member id.'),
    # an address that is none
    ('"Ana.Ruiz@acorncloud.com"', '"ana.ruiz"', 'person 2.email: "ana.ruiz" is not an e-mail address.'),
    # a role that nobody can have
    ('"specialist"', '"expert"', 'person 1.roles 1.role: "expert" is not among the choices.'),
    # administrators come from the settings
    ('"hub"', '"admin"', "person 2.roles 2.role: Administrators are named in the settings (ECOOPS_ADMINS), not here."),
    # a region nobody has
    ('"EMEA", seg', '"EMAE", seg', 'person 1.roles 1.region: There is no region "EMAE". Did you mean EMEA?'),
    # a segment nobody has
    (
        '["smb"]',
        '["small"]',
        'person 1.roles 1.segments: There is no segment "small". Write enterprise, mid-market or smb.',
    ),
    # a lead of everything
    ('role = "lead", region = "EMEA"', 'role = "lead"', "person 2.roles 1.region: A lead leads one region."),
    # a lead of one segment
    (
        'role = "lead", ',
        'role = "lead", motions = ["resell"], ',
        "Only specialists cover segments, motions or severities",
    ),
    # the same person twice
    ('email = "Ana.Ruiz@acorncloud.com"', 'slack_id = "U0MIRA"', 'person 2.slack_id: "U0MIRA" is Mira Lang already.'),
]


@pytest.mark.parametrize(("old", "new", "problem"), WRONG_PEOPLE)
def test_a_mistake_about_people_is_named_with_its_place(draft: Draft, old: str, new: str, problem: str) -> None:
    problems = draft.write("people.toml", PEOPLE.replace(old, new, 1)).problems()
    assert any(problem in one for one in problems), problems


def test_people_are_read_with_their_roles(draft: Draft) -> None:
    mira, ana = draft.write("people.toml", PEOPLE).read().people.person
    assert (mira.name, mira.slack_id, mira.roles[0].segments) == ("Mira Lang", "U0MIRA", ("smb",))
    assert ana.email == "ana.ruiz@acorncloud.com"
    assert [role.role for role in ana.roles] == ["lead", "hub"]


def test_what_a_team_writes_goes_over_what_ships(ours: Draft) -> None:
    ours.write("regions.toml", '[EMEA]\nchannel = "C0123EMEA00"\n\n[LATAM]\n').problems()
    ours.write("regions.toml", '[EMEA]\nchannel = "C0123EMEA00"\n')
    playbook = ours.read()
    assert playbook.regions["EMEA"].channel == "C0123EMEA00"
    assert playbook.regions["EMEA"].amounts is Habit.COMMA
    assert list(playbook.regions) == ["AMER", "EMEA", "APAC"]


def test_false_takes_out_what_was_inherited(ours: Draft) -> None:
    ours.write("choices.toml", '[products]\nsupport = false\ntraining = "Training"\n')
    assert list(ours.read().choices.products) == ["platform", "analytics", "integrations", "training"]


def test_a_rule_of_ones_own_goes_over_the_one_that_ships_and_keeps_it_as_the_earlier_version(ours: Draft) -> None:
    (ours.folder / "rules").mkdir()
    ours.write("rules/ROE-3.md", "---\nversion: 2\neffective_on: 2026-12-01\nparameters: { days: 60 }\n---\n")
    rules = ours.read().rules
    assert (rules["ROE-3"].version, rules["ROE-3"].parameters["days"], rules["ROE-3"].answer) == (
        2, 60, rules["ROE-3.v1"].answer,
    )  # fmt: skip
    assert (rules["ROE-3.v1"].version, rules["ROE-3.v1"].parameters["days"]) == (1, 90)
    ours.write("rules/ROE-3.md", "---\nversion: 2\nparameters: { days: 0 }\n---\n")
    assert ours.problems() == ["rules/ROE-3.md, line 3, parameters.days: 0 is out of range: it has to be greater than "
                               "or equal to 1."]  # fmt: skip


def test_a_region_taken_out_takes_its_own_rules_and_targets_along(ours: Draft) -> None:
    playbook = ours.write("regions.toml", "APAC = false\n").read()
    assert list(playbook.regions) == ["AMER", "EMEA"]
    assert "ROE-8" in playbook.rules
    assert not [name for name in playbook.rules if "APAC" in name]


def test_people_of_a_region_taken_out_are_missed(ours: Draft) -> None:
    ours.write("regions.toml", "EMEA = false\n").write("people.toml", PEOPLE)
    assert ours.problems() == [
        'people.toml, line 5, person 1.roles 1.region: There is no region "EMEA". Write AMER or APAC.',
        'people.toml, line 10, person 2.roles 1.region: There is no region "EMEA". Write AMER or APAC.',
    ]


def test_the_example_in_the_documentation_works(ours: Draft) -> None:
    text = (SHIPPED.parent / "docs" / "playbook.md").read_text(encoding="utf-8")
    base, regions = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    ours.write("playbook.toml", base).write("regions.toml", regions)
    assert ours.read().regions["EMEA"].channel == "C0123EMEA00"


def test_a_problem_in_an_inherited_file_names_that_file(draft: Draft, ours: Draft) -> None:
    draft.replace("regions.toml", '"EUR"', '"EURO"')
    ours.write("playbook.toml", 'extends = "../playbook"\n')
    assert ours.problems() == [
        'playbook/regions.toml, line 20, EMEA.currency: "EURO" is not an ISO 4217 code. Write EUR.'
    ]


def test_playbooks_that_extend_each_other_are_refused(draft: Draft, ours: Draft) -> None:
    draft.write("playbook.toml", 'extends = "../ours"\n')
    ours.write("playbook.toml", 'extends = "../playbook"\n')
    assert any("extends this playbook in turn" in problem for problem in ours.problems())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        # a folder that is not there
        ('extends = "../nowhere"\n', 'playbook.toml, line 1, extends: There is no folder "../nowhere" here.'),
        # a list of folders
        ('extends = ["shipped"]\n', "playbook.toml, line 1, extends: Name a folder in quotes"),
        # a misspelt key
        ('# ours\nextend = "shipped"\n', "playbook.toml, line 2, extend: There is no such key. Did you mean extends?"),
    ],
)
def test_a_base_that_cannot_be_taken_is_named(ours: Draft, text: str, problem: str) -> None:
    assert any(problem in one for one in ours.write("playbook.toml", text).problems())


def test_the_digest_changes_with_any_file_even_an_inherited_one(draft: Draft, ours: Draft) -> None:
    ours.write("playbook.toml", 'extends = "../playbook"\n')
    before = ours.read().digest
    draft.append("sla.toml", "# a remark\n")
    assert ours.read().digest != before


def test_a_channel_is_named_by_its_id(ours: Draft) -> None:
    ours.write("regions.toml", '[EMEA]\nchannel = "deal-desk-emea"\n')
    assert ours.problems() == [
        'regions.toml, line 2, EMEA.channel: "deal-desk-emea" is not the id of a Slack channel. Open the channel\'s '
        "details in Slack; the id stands at the bottom and looks like C0123456789."
    ]
