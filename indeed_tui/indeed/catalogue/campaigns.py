"""Documented operations of the Sponsored Jobs API on campaigns, their budgets and jobs."""

from collections.abc import Mapping
from dataclasses import replace

from indeed_tui.indeed.catalogue.account import DOCUMENTED, ads_operation
from indeed_tui.indeed.catalogue.model import Parameter, Where

_LIST_FIELDS = (
    "Id",
    "Name",
    "Status",
    "NonSpendingReasons",
    "Type",
    "CurrencyCode",
    "TrackingToken",
    "StartDate",
    "FixedEndDate",
    "TargetEndDate",
    "BudgetOnetimeLimit",
    "BudgetMonthlyLimit",
    "FundingSource",
    "SponsorshipPlan",
    "DailyAvgBudgetPerJob",
)
CAMPAIGN = Parameter(
    name="id",
    where=Where.PATH,
    about="Campaign id, as the list of campaigns gives it",
    required=True,
    example="ecc0e827cc1650c1",
    pattern=r"[^\s/?#]+",
    rule="an id without blanks and slashes",
)
PER_PAGE = Parameter(
    name="perPage",
    where=Where.QUERY,
    about="Most entries on one page; fewer can come although there are more",
    default="30",
    example="100",
    low=1,
    high=500,
)


def _ids_fault(values: Mapping[str, str]) -> str | None:
    others = {name for name, value in values.items() if value} - {"campaignIds", "fields"}
    return "campaignIds goes with fields alone" if values.get("campaignIds") and others else None


CAMPAIGN_OPERATIONS = (
    ads_operation(
        "campaigns.list",
        "GET /v1/campaigns",
        "campaign.read",
        "List campaigns",
        "The employer's campaigns, page by page: the link named next leads on, relative to "
        "rootLocation.",
        "show-campaign-list",
        parameters=(
            PER_PAGE,
            Parameter(
                name="start",
                where=Where.QUERY,
                about="Position of the page, taken from the link to it",
                example="30",
            ),
            Parameter(
                name="status",
                where=Where.QUERY,
                about="Only campaigns of this status",
                default="all",
                example="ACTIVE",
                choices=("ACTIVE", "PAUSED", "DELETED"),
            ),
            Parameter(
                name="type",
                where=Where.QUERY,
                about="SOURCE: jobs from the web or an XML feed; HOSTED: posted at Indeed",
                default="both",
                example="SOURCE",
                choices=("SOURCE", "HOSTED"),
            ),
            Parameter(
                name="fields",
                where=Where.QUERY,
                about="Fields to return, with commas between",
                default="Id,Name,Status",
                example="Id,Name,Status,Type,BudgetMonthlyLimit",
                choices=_LIST_FIELDS,
                several=True,
            ),
            Parameter(
                name="campaignIds",
                where=Where.QUERY,
                about="Only these campaigns, up to 50 ids with commas between; goes with fields "
                "alone",
                example="ecc0e827cc1650c1,68dd7bee34c4846d",
                pattern=r"[^\s,/]+(,[^\s,/]+){0,49}",
                rule="1 to 50 ids with commas between",
            ),
        ),
        together=_ids_fault,
    ),
    ads_operation(
        "campaigns.create",
        "POST /v1/campaigns",
        "campaign",
        "Create campaign",
        "Starts a campaign that spends the employer's money at once, unless startDate or status "
        "says otherwise. Name exactly one of the two budgets; job sources are in the account.",
        "create-campaign",
        spends=True,
        body="""\
{
  "name": "Example campaign",
  "jobsSourceName": "Example Company",
  "jobsToInclude": "ALL",
  "budgetMonthlyLimit": 100,
  "status": "PAUSED"
}""",
    ),
    ads_operation(
        "campaigns.show",
        "GET /v1/campaigns/{id}",
        "campaign.read",
        "Show campaign",
        "The basic properties of one campaign.",
        "show-campaign-info",
        parameters=(CAMPAIGN,),
    ),
    ads_operation(
        "campaigns.change",
        "PATCH /v1/campaigns/{id}",
        "campaign",
        "Change campaign",
        "Changes name, status or jobs; what is left out stays. ACTIVE lets it spend. Changing "
        "jobsToInclude to ALL clears its jobs queries.",
        "update-campaign",
        spends=True,
        parameters=(CAMPAIGN,),
        body="""\
{
  "status": "PAUSED"
}""",
    ),
    ads_operation(
        "campaigns.budget.show",
        "GET /v1/campaigns/{id}/budget",
        "campaign.read",
        "Show campaign budget",
        "A campaign's budget, in the account's currency, and its duration.",
        "get-campaign-budget",
        parameters=(CAMPAIGN,),
    ),
    ads_operation(
        "campaigns.budget.change",
        "PATCH /v1/campaigns/{id}/budget",
        "campaign",
        "Change campaign budget",
        "Changes budget or duration, in the account's currency. Name exactly one of "
        "budgetOnetimeLimit and budgetMonthlyLimit; not for bonus credit campaigns.",
        "update-campaign-budget",
        spends=True,
        parameters=(CAMPAIGN,),
        body="""\
{
  "budgetMonthlyLimit": 100
}""",
    ),
    ads_operation(
        "campaigns.job-count",
        "GET /v1/campaigns/{id}/jobCount",
        "campaign.read",
        "Count jobs of campaign",
        "How many jobs a campaign sponsors, or would if it were active.",
        "https://docs.indeed.com/api/sponsored-jobs-api-ats/get-campaign-job-count",
        source=f"{DOCUMENTED}, of ATS partners",
        parameters=(
            CAMPAIGN,
            Parameter(
                name="jobCountFormat",
                where=Where.QUERY,
                about="Breaks the count down: sponsored before, now, and in the queue",
                example="detailed",
                choices=("detailed",),
            ),
        ),
    ),
    ads_operation(
        "campaigns.job-details",
        "GET /v1/campaigns/{id}/jobDetails",
        "campaign.read",
        "List jobs of campaign",
        "The jobs a campaign sponsors, page by page. When hash changes between pages, wait a "
        "minute and start over from 0.",
        "get-campaign-job-details",
        parameters=(
            CAMPAIGN,
            Parameter(
                name="start",
                where=Where.QUERY,
                about="Position of the first job, counted from 0",
                default="0",
                example="0",
                low=0,
                high=10**8,
            ),
            replace(PER_PAGE, about="Most jobs on one page", default="100"),
            Parameter(
                name="fields",
                where=Where.QUERY,
                about="nonSpendingReasons adds why a job isn't sponsored",
                example="nonSpendingReasons",
                choices=("nonSpendingReasons",),
            ),
        ),
    ),
    ads_operation(
        "campaigns.properties",
        "GET /v1/campaigns/{id}/properties",
        "campaign.read",
        "Show key dates of campaign",
        "When it was created, and when it first and last spent; days in US Central time.",
        "show-campaign-properties",
        parameters=(CAMPAIGN,),
    ),
)
