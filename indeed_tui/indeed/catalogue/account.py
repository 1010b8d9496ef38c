"""Documented operations of the Sponsored Jobs API on accounts, subaccounts and the API quota."""

from collections.abc import Callable, Mapping

from indeed_tui.indeed.catalogue.model import Operation, Parameter, TokenKind, Where

DOCUMENTED = "Indeed documentation"
FREE_PATH = "/v1/apiquotausage"
_PAGES = "https://docs.indeed.com/api/sponsored-jobs-api/"
_SCOPE_TABLE = (
    "https://docs.indeed.com/sponsored-jobs-api/sponsored-jobs-api-1-references/scopes-sjapi"
)
_ACCOUNT_FIELDS = (
    "employerId",
    "email",
    "contact",
    "company",
    "jobSourceList",
    "billingActive",
    "currencyCode",
)


def ads_operation(
    name: str,
    verb_and_path: str,
    scope: str,
    title: str,
    about: str,
    page: str,
    *,
    token: TokenKind = TokenKind.EMPLOYER,
    source: str = DOCUMENTED,
    spends: bool = False,
    parameters: tuple[Parameter, ...] = (),
    body: str = "",
    together: Callable[[Mapping[str, str]], str | None] | None = None,
) -> Operation:
    """Return one row of the table: `GET /v1/...`, a scope below `employer.advertising.`.

    `page` is the last part of its page's address, or a whole address. Whatever isn't a GET
    writes, and every call is billable but that of the quota.
    """
    method, _, path = verb_and_path.partition(" ")
    return Operation(
        id=f"ads.{name}",
        title=title,
        about=about,
        method=method,
        path=f"/ads{path}",
        scopes=(f"employer.advertising.{scope}",),
        token=token,
        documentation=page if page.startswith("https://") else _PAGES + page,
        source=source,
        writes=method != "GET",
        billable=path != FREE_PATH,
        spends=spends,
        parameters=parameters,
        body=body,
        together=together,
    )


ACCOUNT_OPERATIONS = (
    ads_operation(
        "quota-usage",
        f"GET {FREE_PATH}",
        "account.read",
        "Show API quota usage",
        "Calls, quota and campaign spend of one month. The only Sponsored Jobs call that is free, "
        "and only with an employer's token.",
        "get-api-quota-usage",
        parameters=(
            Parameter(
                name="monthYear",
                where=Where.QUERY,
                about="Month as MMyyyy, from 122024 on, not in the future",
                default="this month",
                example="122025",
                pattern="122024|(0[1-9]|1[0-2])(202[5-9]|20[3-9][0-9]|2[1-9][0-9]{2})",
                rule="a month such as 012026, and not before 122024",
            ),
        ),
    ),
    ads_operation(
        "account.show",
        "GET /v1/account",
        "account.read",
        "Show account",
        "The employer's advertiser account with its job sources, which a new campaign names.",
        "get-employer-info",
        source=f"{DOCUMENTED}; its table of scopes also names a token without employer, for a "
        "main account",
        parameters=(
            Parameter(
                name="fields",
                where=Where.QUERY,
                about="Fields to return, with commas between",
                default="id,employerId,email,contact,company,jobSourceList",
                example="employerId,company,currencyCode",
                choices=_ACCOUNT_FIELDS,
                several=True,
            ),
        ),
    ),
    ads_operation(
        "account.budget.show",
        "GET /v1/account/budget",
        "account.read",
        "Show account budget",
        "The account's monthly budget for sponsored jobs, in the account's currency.",
        _SCOPE_TABLE,
        source=f"{DOCUMENTED}; the page is the table of scopes",
    ),
    ads_operation(
        "account.budget.change",
        "PATCH /v1/account/budget",
        "account",
        "Change account budget",
        "Sets the monthly budget for sponsored jobs, in the account's currency. A higher one lets "
        "campaigns spend more.",
        _SCOPE_TABLE,
        source=f"{DOCUMENTED}; the page is the table of scopes",
        spends=True,
        body="""\
{
  "jobsMonthlyBudget": 500
}""",
    ),
    ads_operation(
        "account.api-access.change",
        "PATCH /v1/account/apiaccess",
        "account",
        "Change API access",
        "Makes the advertiser's API access ACTIVE or BLOCKED, effective within 24 hours. With "
        "ACTIVE the usage policy and its charges apply.",
        "update-advertiser-access",
        body="""\
{
  "apiAccessStatus": "ACTIVE"
}""",
    ),
    ads_operation(
        "credits.show",
        "GET /v1/advertisers/credits",
        "account.read",
        "Show bonus credits",
        "Bonus credits for sponsored jobs: all that were given so far, and what is left.",
        "https://docs.indeed.com/api/sponsored-jobs-api-ats/get-advertiser-credits",
        source=f"{DOCUMENTED}, of ATS partners",
    ),
    ads_operation(
        "subaccounts.list",
        "GET /v1/subaccounts",
        "subaccount.read",
        "List subaccounts",
        "All advertiser subaccounts at once. Wants a token without employer.",
        "get-subaccounts",
        token=TokenKind.APP,
    ),
    ads_operation(
        "subaccounts.create",
        "POST /v1/subaccounts",
        "subaccount",
        "Create subaccount",
        "Adds an advertiser subaccount; its currency must be the main account's. Wants a token "
        "without employer.",
        "create-subaccount",
        token=TokenKind.APP,
        source=f"{DOCUMENTED}; which fields are required isn't said",
        body="""\
{
  "email": "jobs@example.com",
  "company": "Example Company",
  "currencyCode": "EUR",
  "language": "en",
  "employeeCount": "50-149"
}""",
    ),
)
