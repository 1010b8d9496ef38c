"""A whole Indeed: a callable `httpx.Request -> httpx.Response`, with faults."""

from indeed_tui.simulator.app import Simulator
from indeed_tui.simulator.faults import ABSENT, Fault, Target, faults_from_json, parse_fault
from indeed_tui.simulator.journal import Record
from indeed_tui.simulator.transport import Outcome

__all__ = [
    "ABSENT",
    "Fault",
    "Outcome",
    "Record",
    "Simulator",
    "Target",
    "faults_from_json",
    "parse_fault",
]
