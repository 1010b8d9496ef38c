"""`employers`: lines and JSON, whatever is in a name."""

import json

import pytest

from indeed_tui.simulator import Fault
from tests.cli.command import Commands
from tests.cli.shell import DHARMA, Shell


def test_lines_are_id_tab_name_in_indeeds_order(commands: Commands) -> None:
    done = commands.run("employers")
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        f"{DHARMA}\tDharma Initiative\n"
        "865e08d1c7f24b3aa90e55de3f7c6b12\tUmbrella Corporation\n"
        "4bc393e07a5d41f6b8c2913ed64f0a77\tUS Robotics and Mechanical Men\n"
    )


def test_json_has_the_contracts_shape(commands: Commands, shell: Shell) -> None:
    told = json.loads(commands.run("employers", "--json").out)
    pairs = [{"id": one, "name": name} for one, name in shell.simulator.employers]
    assert told == {"profile": "env", "employers": pairs}


def test_names_of_any_kind_stay_one_line_each_and_json_has_them_whole(
    commands: Commands, shell: Shell
) -> None:
    names = [
        "a\tb",
        "c\nd\r\n",
        "\x1b[31mred",
        "[bold]",
        "",
        "株式会社　名前",
        "Müller\xa0& Co",
        "\u202e\u2028",
    ]
    shell.simulator.employers = [(str(at), name) for at, name in enumerate(names)]
    lines = commands.run("employers").out.split("\n")
    assert lines == [
        "0\ta�b",
        "1\tc�d��",
        "2\t�[31mred",
        "3\t[bold]",
        "4\t",
        "5\t株式会社　名前",
        "6\tMüller\xa0& Co",
        "7\t��",
        "",
    ]
    told = json.loads(commands.run("employers", "--json").out)
    assert [each["name"] for each in told["employers"]] == names


@pytest.mark.parametrize("body", ['{"employers": []}', '{"employers": null}', "{}"])
def test_an_empty_list_says_what_would_fill_it(commands: Commands, shell: Shell, body: str) -> None:
    shell.simulator.faults = [Fault(on="appinfo", body=body, content_type="application/json")]
    done = commands.run("employers")
    assert (done.status, done.out) == (0, "")
    assert "No employer has added this app's owner yet" in done.err
    assert "admin" in done.err
    assert json.loads(commands.run("employers", "--json").out)["employers"] == []


def test_entries_without_an_id_are_counted(commands: Commands, shell: Shell) -> None:
    body = '{"employers": [{"name": "x"}, {"id": 7, "name": null}, {"id": "7"}]}'
    shell.simulator.faults = [Fault(on="appinfo", body=body, content_type="application/json")]
    done = commands.run("employers")
    assert (done.status, done.out) == (0, "7\t\n")
    assert done.err == "warning: 1 entries without an id were left out\n"


def test_a_name_once_listed_needs_no_request(commands: Commands, shell: Shell) -> None:
    commands.run("employers")
    before = shell.simulator.count("appinfo")
    assert commands.run("token", "--employer", "DHARMA init").status == 0
    assert shell.simulator.count("appinfo") == before
    assert shell.simulator.count("token", employer=DHARMA) == 1


def test_an_ambiguous_name_lists_the_candidates(commands: Commands, shell: Shell) -> None:
    shell.simulator.employers = [("1", "Acme"), ("2", "Acme West"), ("3", "ACME East")]
    done = commands.run("token", "--employer", "acme ")
    # An exact name isn't ambiguous, whatever begins with it.
    assert done.status == 0
    assert shell.simulator.count("token", employer="1") == 1
    done = commands.run("token", "--employer", "acm")
    assert (done.status, done.out) == (5, "")
    for candidate in ("Acme (1)", "Acme West (2)", "ACME East (3)"):
        assert candidate in done.err
