"""Documented GraphQL operations with ready-made texts; all of them are free."""

from indeed_tui.indeed.catalogue.model import Operation, TokenKind

GRAPHQL_PATH = "/graphql"
_JOB_UPDATE = "https://docs.indeed.com/job-update-api/job-update-api-guide"
_HOSTED_JOB = ("employer.hosted_job",)


def _operation(
    name: str,
    title: str,
    about: str,
    scopes: tuple[str, ...],
    documentation: str,
    source: str,
    *,
    query: str,
    variables: str,
    writes: bool = False,
) -> Operation:
    return Operation(
        id=f"graphql.{name}",
        title=title,
        about=about,
        method="POST",
        path=GRAPHQL_PATH,
        scopes=scopes,
        token=TokenKind.EITHER,
        documentation=documentation,
        source=source,
        writes=writes,
        query=query,
        variables=variables,
    )


GRAPHQL_OPERATIONS = (
    _operation(
        "employer-jobs",
        "List employer jobs",
        "Job postings of an employer, up to 500 on a page; endCursor goes into after. Without "
        "jobFeedType, crawled and hosted jobs are left out.",
        _HOSTED_JOB,
        _JOB_UPDATE,
        "Indeed documentation; scope and kind of token from third-party code",
        query="""\
query EmployerJobs($input: FindEmployerJobsPartnerInput, $first: Int!, $after: String) {
  findEmployerJobsPartner(input: $input, first: $first, after: $after) {
    employerJobs {
      id
      jobData {
        title
      }
    }
    estimatedTotalResultsCount
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}""",
        variables="""\
{
  "input": {},
  "first": 25,
  "after": null
}""",
    ),
    _operation(
        "node",
        "Show one object by its id",
        "Any object by its resource id, iri://apis.indeed.com/ENTITY/ID; for a job posting, its "
        "status and data.",
        _HOSTED_JOB,
        "https://docs.indeed.com/integration-basics/graphql-at-indeed/iris",
        "Indeed documentation; the scope, from third-party code, is that of employer jobs",
        query="""\
query Node($id: ID!) {
  node(id: $id) {
    id
    ... on EmployerJob {
      jobData {
        title
      }
    }
  }
}""",
        variables="""\
{
  "id": "iri://apis.indeed.com/EmployerJob/ID"
}""",
    ),
    _operation(
        "nodes",
        "Show several objects by their ids",
        "As the look at one object, for a list of resource ids. One that isn't found comes back "
        "as null in its place.",
        _HOSTED_JOB,
        _JOB_UPDATE,
        "Indeed documentation; the scope, from third-party code, is that of employer jobs",
        query="""\
query Nodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    id
    ... on EmployerJob {
      jobData {
        title
      }
    }
  }
}""",
        variables="""\
{
  "ids": [
    "iri://apis.indeed.com/EmployerJob/ID"
  ]
}""",
    ),
    _operation(
        "send-dispositions",
        "Send dispositions",
        "Tells Indeed where applications stand, up to 25 at once, oldest change first. What "
        "failed is in failedDispositions of an answer that looks fine.",
        ("employer_access",),
        "https://docs.indeed.com/disposition-sync-api/disposition-sync-api-guide",
        "Indeed documentation; it names no scope but that of its token page",
        writes=True,
        query="""\
mutation SendDispositions($input: SendPartnerDispositionInput!) {
  partnerDisposition {
    send(input: $input) {
      numberGoodDispositions
      failedDispositions {
        rationale
      }
    }
  }
}""",
        variables="""\
{
  "input": {
    "dispositions": [
      {
        "dispositionStatus": "REVIEW",
        "rawDispositionStatus": "Application viewed",
        "rawDispositionDetails": "",
        "identifiedBy": {
          "indeedApplyID": "INDEED_APPLY_ID"
        },
        "atsName": "Example ATS",
        "statusChangeDateTime": "2026-01-31T12:00:00Z"
      }
    ]
  }
}""",
    ),
    _operation(
        "create-job-postings",
        "Create job postings",
        "Creates or updates job postings, found again by jobPostingId and sourceName. A rejected "
        "one has a null jobPosting and an entry in errors; keep sourcedPostingId to expire it.",
        _HOSTED_JOB,
        "https://docs.indeed.com/api/job/mutations/jobsIngest/createSourcedJobPostings",
        "Indeed documentation; scope and kind of token from third-party code",
        writes=True,
        query="""\
mutation CreateJobPostings($input: CreateSourcedJobPostingsInput) {
  jobsIngest {
    createSourcedJobPostings(input: $input) {
      results {
        jobPosting {
          sourcedPostingId
          employerJobId
        }
      }
    }
  }
}""",
        variables="""\
{
  "input": {
    "jobPostings": [
      {
        "body": {
          "title": "Line cook",
          "description": "<p>What the job is about.</p>",
          "descriptionFormatting": "RICH_FORMATTING",
          "location": {
            "country": "US",
            "cityRegionPostal": "Austin, TX 78701"
          },
          "benefits": []
        },
        "metadata": {
          "jobSource": {
            "companyName": "Example Company",
            "sourceName": "Example Company",
            "sourceType": "Employer"
          },
          "jobPostingId": "example-1",
          "datePublished": "2026-01-31T12:00Z",
          "url": "https://example.com/jobs/example-1"
        }
      }
    ]
  }
}""",
    ),
    _operation(
        "job-search",
        "Search jobs",
        "Searches public jobs. Indeed answers most apps with FORBIDDEN, Client is not authorized; "
        "its support enables it, no scope does.",
        ("employer_access",),
        "https://docs.indeed.com/support/error-reference",
        "Third-party code; the page explains the denial, and no scope is documented",
        query="""\
query JobSearch {
  jobSearch(
    what: "cook"
    limit: 10
    location: {where: "Austin, TX", radius: 25, radiusUnit: MILES}
  ) {
    results {
      job {
        key
        title
      }
    }
  }
}""",
        variables="{}",
    ),
)
