"""The employers of an app, as a value: appinfo reads them, everybody else shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from indeed_tui.indeed.models import Employer


@dataclass(frozen=True, slots=True)
class EmployerList:
    """The employers in the order Indeed gave them, each id once.

    `skipped` counts entries that couldn't be used (no id), `repeated` ids that came again;
    `by_id` finds an employer by its id.
    """

    employers: tuple[Employer, ...] = ()
    skipped: int = 0
    repeated: int = 0
    by_id: Mapping[str, Employer] = field(default_factory=dict, repr=False, compare=False)
