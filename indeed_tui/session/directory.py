"""EmployerDirectory: lists a profile's employers, and finds the one somebody names."""

import asyncio

from indeed_tui.indeed.appinfo import appinfo_request, read_employers
from indeed_tui.indeed.employer_list import EmployerList
from indeed_tui.indeed.errors import IndeedError
from indeed_tui.indeed.models import Credentials, ExchangeKind
from indeed_tui.session.caller import Caller
from indeed_tui.session.clock import Clock
from indeed_tui.session.employer_choice import Names, pick, remembered
from indeed_tui.session.keeper import TokenKeeper
from indeed_tui.store.employer_names import ListedEmployers


class EmployerDirectory:
    """Asks appinfo, and remembers the names for the commands that come later."""

    def __init__(self, caller: Caller, keeper: TokenKeeper, clock: Clock, names: Names) -> None:
        self._caller, self._keeper, self._clock, self._names = caller, keeper, clock, names

    async def listed(self, credentials: Credentials, *, keep: bool = True) -> EmployerList:
        """Ask Indeed for the employers; `keep` remembers their names on disk.

        Raises IndeedError where no token can be had or the answer is no list.
        """
        exchange = await self._caller.call(
            self._keeper,
            appinfo_request(credentials.endpoints),
            credentials.key(),
            ExchangeKind.APPINFO,
        )
        found = await asyncio.to_thread(read_employers, exchange)
        if keep:
            await self.remember(credentials, found)
        return found

    async def remember(self, credentials: Credentials, found: EmployerList) -> None:
        """Keep the names on disk."""
        listed = ListedEmployers(found.employers, self._clock.wall())
        await asyncio.to_thread(self._names.save, credentials.profile, credentials.identity, listed)

    async def chosen(self, credentials: Credentials, wanted: str, *, keep: bool = True) -> str:
        """Return the id of the employer that an id or an unambiguous name means.

        What looks like an id is taken as one, without a request. Raises NotFoundError for no
        or several employers of that name, IndeedError where they can't be listed.
        """
        known = await asyncio.to_thread(
            remembered, self._names, credentials, wanted, self._clock.wall()
        )
        if known is not None:
            return known
        found = await self.listed(credentials, keep=keep)
        return pick(found.employers, wanted).id

    async def check(self, credentials: Credentials, employer: str) -> None:
        """Raise NotFoundError if Indeed lists the employers, and this one isn't among them."""
        try:
            found = await self.listed(credentials, keep=False)
        except IndeedError:
            # The caller has a better one to tell.
            return
        pick(found.employers, employer)
