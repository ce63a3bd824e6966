"""What the field calls things: words and phrases that mean the same here.

Each paragraph is one meaning. A phrase of several words counts where they stand side by side. It is about the trade as
a whole, and knows nothing of any rule.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from policy.search.words import stem, words

MEANINGS = """
deal registration, deal reg, dealreg, registration, registrations, register, registered, reg, regs, log, submit,
submission, record an opp, log an opp, log an opportunity, register an opp, file a deal

opportunity, opp, opps, pipeline, deal in progress

complete, completeness, minimum, mandatory, required, fill in, fill out, necessary information, minimum info,
thin, incomplete, missing information

first, earlier, faster, came first, first come, first come first served, who wins, quicker, beat us

rival, another partner, other partner, competing partner, two partners, second partner, competitor

duplicate, double, twice, second time, same partner, re register, already registered

protection, protected, protect, exclusivity, exclusive, hold, held, lock, locked, reserve, reserved, ring fence,
deal lock

window, how long, duration, period, out of days, days left, time frame, length, validity

expire, expires, expiry, run out, runs out, lapse, end of protection

extension, extend, prolong, more time, longer protection, additional time, renew protection

update, updates, status report, report back, progress, activity, alive

public sector, government, govt, ministry, municipality, public body, public buyer, federal, state, council,
hospital

tender, tenders, rfp, rfq, rfi, bid, bids, bidding, procurement, itt, invitation to tender

customer, customers, client, clients, end customer, end user, buyer, buyers

existing customer, current customer, already a customer, already buys, existing client, installed base, our
customer, buys from us

expansion, expand, upsell, up sell, cross sell, add on, more seats, more licences, more licenses, more users,
additional products, additional licences, grow, new module, second site

renewal, renew, resubscribe, subscription end, incumbent, partner of record, por, renewing

named account, named, house account, strategic account, key account, target account, reserved account, off
limits, account list

direct team, direct sales, our own sales, our own team, our own people, account manager, account executive, ae,
account owner, inside sales, field sales

contact, met, meeting, talked, spoke, conversation, had a call, phoned, visited, engagement, in touch, reached
out

recent, recently, last month, lately, last weeks, last week, weeks ago, days ago, a while ago

similar name, same name, alike, looks the same, almost the same, name match, lookalike, sounds like, nearly the
same

website, domain, web address, url, homepage

segment, segments, segmentation, employees, headcount, company size, how big, size band

mid market, midmarket, midsize, mid size, medium

small business, smb, sme, small customer, small and medium

enterprise, large customer, large account, corporate, large group

region, territory, country, countries, geography, geo, cross border, several regions, international, global
customer, multi country, subsidiary, subsidiaries, affiliate, headquarters, hq, parent company, abroad, overseas

decide, decides, decision, approve, approves, approval, approver, sign off, who decides, authorise, authorize,
green light

own deal, themselves, himself, herself, his own, her own, own registration, self approve, four eyes, two people,
segregation of duties

answer time, sla, turnaround, response time, how fast, how soon, how quick, how quickly, how long until, how
long does it take, when will i hear, reply, service level, working hours

holiday, holidays, vacation day, bank holiday, works council, bridge day, day off

conflict, conflicts, dispute, disagree, disagreement, fight, fighting, argue, arguing, argument, quarrel, clash,
channel conflict, overlap

escalate, escalation, go higher, raise it, complain, complaint

appeal, contest, challenge, overturn, object

ruling, verdict, judgement, judgment, arbitration, neutral

exception, exceptions, exemption, exempt, waive, waiver, special case, make an exception, deviate, one off, bend
the rule

several partners, multiple partners, two resellers, three partners, several resellers, more than one partner,
competing quotes, multiple quotes, quotes from

co sell, cosell, co selling, joint selling, sell together, joint deal, work together, team up, joint account
plan

lead the account, who leads, take the lead, own the account, prime

referral, refer, referred, finders fee, finder fee, introduction, introduce, intro, lead pass, lead from a
partner, referral fee, kickback

lead, leads, prospect, prospects

fee, commission, paid, pay, payment, payout, compensation, margin

mdf, market development fund, market development funds, marketing money, marketing fund, marketing funds, funds,
funding, marketing budget, budget, co op money, development funds

ask for funds, request funds, apply for funds, how do i get, ahead, in advance

claim, claims, invoice, invoices, reimbursement, reimburse, refund, hand in, proof, proof of execution, poe,
proof of performance, receipts, evidence

event, events, campaign, trade show, fair, roadshow, sponsorship

co marketing, comarketing, joint marketing, joint webinar, webinar, webinars, joint event, case study

logo, logos, brand, branding, brand guide, brand guidelines, trademark, trademarks, our name, press release

marketplace, marketplaces, aws, azure, gcp, google cloud, microsoft marketplace, cloud marketplace, private
offer, private offers, cppo, mpo

committed spend, cloud commitment, commit, burn down, drawdown, macc, edp

distributor, distributors, disti, distis, distribution, disty, two tier, wholesaler, wholesale

capacity, cap, how many, maximum, limit, limits, quota of registrations, at a time, open at once

hand over, handover, handoff, hand off, takeover, take over, takes over, transition, transfer, drops out, gives
up, bankrupt, bankruptcy, insolvent, insolvency, goes under, out of business, acquired, merger, reassign

quote, quotes, offer, offers, price, pricing, discount

withdraw, cancel, take back, pull

decline, declined, reject, rejected, refuse, refused, turned down, bounced, denied

reseller, resell, var, channel partner, partner
"""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """What each phrase, as stems, means; every word in them; how long the longest phrase is that begins with a stem."""

    by_phrase: Mapping[Phrase, tuple[str, ...]]
    words: frozenset[str]
    longest: Mapping[str, int]


@cache
def meant() -> Meant:
    """Return what the field calls things: read when somebody first asks, since stemming it all takes a while."""
    found: dict[Phrase, set[str]] = {}
    known: set[str] = set()
    longest: dict[str, int] = {}
    for number, paragraph in enumerate(MEANINGS.split("\n\n")):
        for written in paragraph.split(","):
            said = words(written)
            known.update(said)
            phrase = tuple(map(stem, said))
            found.setdefault(phrase, set()).add(f"~{number:02}")
            longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    by_phrase = {phrase: tuple(sorted(meanings)) for phrase, meanings in found.items()}
    return Meant(by_phrase, frozenset(known), longest)


def meanings(stems: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield what is meant where, as (first word, behind the last, meaning). Longer phrases go before their parts."""
    table, start = meant(), 0
    while start < len(stems):
        step = 1
        for length in range(min(table.longest.get(stems[start], 0), len(stems) - start), 0, -1):
            found = table.by_phrase.get(tuple(stems[start : start + length]))
            if found:
                yield from ((start, start + length, meaning) for meaning in found)
                step = length
                break
        start += step
