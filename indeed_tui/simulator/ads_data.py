"""An employer's Sponsored Jobs account: what follows from its id, and what calls changed.

Keys of `Campaigns`, `SubAccountList` and stats entries are Indeed's [D]; the field names of
other objects are UNKNOWN where indeed-api.md doesn't name them, and chosen here.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from indeed_tui.simulator.answers import Json, JsonObject
from indeed_tui.simulator.data import choice, digits, number

FIRST_DAY = date(2024, 12, 1)
STATUSES = ("ACTIVE", "PAUSED", "DELETED")
TYPES = ("SOURCE", "HOSTED")
CURRENCIES = ("USD", "EUR", "GBP", "CHF")
CITIES = ("Austin, TX", "Amsterdam", "Dublin", "Lyon", "Leeds", "Basel", "Tampa, FL", "Remote")
TITLES = (
    "Data Analyst",
    "Registered Nurse",
    "Warehouse Associate",
    "Software Engineer",
    "Truck Driver",
    "Account Manager",
    "Line Cook",
    "Electrician",
)


def today(now: float) -> date:
    """Return the UTC day of a moment in wall seconds."""
    return datetime.fromtimestamp(now, UTC).date()


@dataclass(slots=True)
class Account:
    """One employer's account, campaigns by id, and how many calls it was charged for."""

    employer: str
    currency: str
    info: JsonObject
    budget: Json
    campaigns: dict[str, JsonObject] = field(default_factory=dict)
    calls: int = 0
    created: int = 0

    @classmethod
    def of(cls, employer: str, company: str) -> "Account":
        """Return the account that follows from an employer id, with 3 to 75 campaigns."""
        currency = choice(CURRENCIES, employer, "currency")
        info: JsonObject = {
            "employerId": employer,
            "company": company,
            "email": f"ads-{digits(employer)[:6]}@example.com",
            "contact": "Ada Example",
            "billingActive": True,
            "currencyCode": currency,
            "apiAccessStatus": "ACTIVE",
            "jobSourceList": [{"id": number(1000, 9999, employer, "source"), "siteName": company}],
        }
        account = cls(employer, currency, info, number(5, 90, employer, "budget") * 100)
        for place in range(number(3, 75, employer, "campaigns")):
            campaign = _campaign(account, place)
            account.campaigns[str(campaign["Id"])] = campaign
        return account

    def create(self, name: str, now: float) -> JsonObject:
        """Add an active campaign that starts today, and return it."""
        self.created += 1
        campaign = _campaign(self, -self.created)
        campaign |= {"Name": name, "Status": "ACTIVE", "StartDate": today(now).isoformat()}
        self.campaigns[str(campaign["Id"])] = campaign
        return campaign


def jobs_of(campaign: JsonObject) -> list[JsonObject]:
    """Return the jobs a campaign sponsors: 1 to 240."""
    key = str(campaign["Id"])
    return [_job(key, place) for place in range(number(1, 240, key, "jobs"))]


def day_of(campaign: JsonObject, day: date, currency: str) -> JsonObject:
    """Return one campaign's figures of one day, with the keys of `data.entries[]` [D]."""
    key, text = str(campaign["Id"]), day.isoformat()
    clicks = number(0, 60, key, text, "clicks")
    return {
        "Name": campaign["Name"],
        "Id": key,
        "Date": text,
        "Clicks": clicks,
        "Impressions": clicks * number(8, 30, key, text, "impressions"),
        "Conversions": clicks // 6,
        "CurrencyCode": currency,
        "Cost": round(clicks * number(20, 140, key, "price") / 100, 2),
        "OrganicClicks": number(0, 20, key, text, "organic"),
        "OrganicImpressions": number(0, 400, key, text, "organic impressions"),
        "Applystarts": clicks // 3,
        "OrganicApplystarts": number(0, 6, key, text, "organic starts"),
    }


def subaccount(employer: str, company: str, email: str) -> JsonObject:
    """Return one entry of `data.SubAccountList[]` [D]."""
    identity = number(100_000, 999_999, employer, company, email)
    return {"id": identity, "employerId": employer, "company": company, "email": email}


def _campaign(account: Account, place: int) -> JsonObject:
    identity = digits(account.employer, "campaign", str(place))[:16]
    title = choice(TITLES, identity, "title")
    started = FIRST_DAY + timedelta(days=number(0, 300, identity, "start"))
    return {
        "Id": identity,
        "Name": f"{title} in {choice(CITIES, identity, 'city')}",
        "Status": STATUSES[abs(place) % 3 if place % 5 == 0 else 0],
        "NonSpendingReasons": [],
        "Type": TYPES[abs(place) % 2],
        "CurrencyCode": account.currency,
        "TrackingToken": digits(identity, "tracking")[:12],
        "StartDate": started.isoformat(),
        "FixedEndDate": None,
        "TargetEndDate": None,
        "BudgetOnetimeLimit": None,
        "BudgetMonthlyLimit": number(1, 40, identity, "limit") * 50,
        "FundingSource": "EMPLOYER",
        "SponsorshipPlan": "STANDARD",
        "DailyAvgBudgetPerJob": number(100, 900, identity, "daily") / 100,
    }


def _job(campaign: str, place: int) -> JsonObject:
    key = digits(campaign, "job", str(place))
    return {
        "jobKey": key[:16],
        "title": choice(TITLES, key, "title"),
        "location": choice(CITIES, key, "city"),
        "refNum": f"R-{number(10_000, 99_999, key)}",
        "active": True,
    }
