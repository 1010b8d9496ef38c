"""The benchmark: `python -m tests.bench`. Programs on a pty, measured in interleaved rounds.

Times are reported, never asserted: CI holds `tests/test_budgets.py` instead. Linux only, as
/proc is read.

    screen.py     what the terminal shows, how it answers, whether it changed
    program.py    a program on a pty: when its bytes came, its CPU, memory and end
    keys.py       presses, one by one and held
    scenario.py   a Scenario gives Figures each round; a Line is a figure held against a limit
    scenarios.py  what is measured
    lines.py      what is accepted
    served.py     simulators of other processes that scenarios talk to
    rounds.py     interleaving, medians, paired ratios
    report.py     the table, the verdicts, the JSON
    engine.py     tokens a second: a session, and a bare httpx loop
    employer_memory.py  bytes of an employer, listed, searched, sorted
    peers.py      other people's programs
    honesty.py    a build that is slow on purpose must be seen
    programs/     a hello-world and a DataTable to compare with, the dashboard with a pulse

`python -m tests.bench.bodies` measures the body viewer in its own process; a module like it may
add a group here: `SCENARIOS: tuple[Scenario, ...]` and `LINES: tuple[Line, ...]`.
"""
