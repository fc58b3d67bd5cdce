"""The command line over the web: what is wrong use, what is never reachable from it, and evidence as files."""

from __future__ import annotations

import json
import subprocess
import zipfile

import pytest

from testimonia.stages import collect as stage


@pytest.fixture
def asked(monkeypatch):
    """What the command hands to the stage, which is kept from fetching."""
    seen = []

    def instead(study, sources, params, progress, **more):
        seen.append((list(sources), params, more))
        return carry_out(study, [], stage.CollectParams(web=stage.WebParams(retry=True)), progress)

    carry_out = stage.collect
    monkeypatch.setattr(stage, "collect", instead)
    return seen


@pytest.fixture
def blank(call, tmp_path):
    folder = tmp_path / "s"
    assert call("new", folder, "--template", "blank").exit_code == 0
    return folder


def test_options_reach_the_stage_and_the_network_does_not(call, blank, asked):
    """Addresses arrive as they were typed, with every setting; no option and no variable changes how names become addresses."""
    words = [
        "--reason",
        "why",
        "--proxy",
        "socks5://127.0.0.1:9050",
        "--no-contact",
        "--again",
        "--archived",
        "--most",
        "7",
        "--matching",
        "/news/",
    ]
    result = call("collect", blank, "https://post.example/a//b?c=d", *words)
    assert result.exit_code == 0, result.output
    ((sources, params, more),) = asked
    assert sources == ["https://post.example/a//b?c=d"]
    web = params.web
    assert (web.reason, web.contact, web.again, web.archived, web.most, web.matching) == ("why", False, True, True, 7, "/news/")
    assert (web.proxy.kind, web.proxy.host, web.proxy.port) == ("socks5", "127.0.0.1", 9050)
    assert more == {}


def test_who_saved_the_files_and_when_reaches_the_stage(call, blank, asked, tmp_path):
    """A person declares when files were saved and by whom; a day that is none is wrong use."""
    (tmp_path / "a.txt").write_text("He left.", encoding="utf-8")
    words = ("--captured", "2015-07", "--captured-by", "R. Archivist")
    assert call("collect", blank, tmp_path / "a.txt", *words).exit_code == 0
    ((_, params, _),) = asked
    assert (params.declared_at, params.declared_by) == ("2015-07", "R. Archivist")


def test_a_day_that_is_none_is_wrong_use(call, blank, tmp_path):
    """What cannot be read as a date stops the command before anything is taken in."""
    (tmp_path / "a.txt").write_text("He left.", encoding="utf-8")
    result = call("collect", blank, tmp_path / "a.txt", "--captured", "last summer")
    assert (result.exit_code, "declared time" in result.stderr) == (2, True)


def test_a_table_of_cases_takes_what_is_said_of_fetching(call, blank, tmp_path, monkeypatch):
    """`--cases` hands on the options of the web and of every account, and addresses among the sources."""
    from testimonia.workflow import casesheet

    seen = []

    def instead(study, sheet, columns, sources, progress, *, params):
        seen.append((sources, params))
        return stage.collect(study, [tmp_path / "a.txt"], stage.CollectParams(), progress)

    monkeypatch.setattr(casesheet, "collect_cases", instead)
    (tmp_path / "a.txt").write_text("He left.", encoding="utf-8")
    words = ("--cases", tmp_path / "c.csv", "--reason", "why", "--shelf", "study", "--captured", "2015")
    assert call("collect", blank, "https://post.example/a", *words).exit_code == 0
    ((sources, params),) = seen
    assert (sources, params.web.reason, params.shelf.value, params.declared_at) == (["https://post.example/a"], "why", "study", "2015")


def test_the_proxy_may_stand_in_the_environment(call, blank, asked):
    """Who must never forget the proxy sets it once."""
    assert call("collect", blank, "https://post.example/", env={"TESTIMONIA_PROXY": "socks5://127.0.0.1:9050"}).exit_code == 0
    assert asked[0][1].web.proxy is not None


@pytest.mark.parametrize(
    "words",
    [
        ("http://127.0.0.1/",), ("http://2130706433/x",), ("http://[::1]/",), ("https://www.facebook.com/someone",), ("https://x.com/a",),
        ("ftp://post.example/a",), ("--urls", "nowhere.txt"), ("--retry", "http://post.example/"), ("--retry", "--urls", "x"), (),
        ("http://post.example/", "--proxy", "tor"), ("http://post.example/", "--most", "0"),
    ],
)  # fmt: skip
def test_wrong_use_exits_2_and_fetches_nothing(call, blank, words):
    """Addresses that must not be fetched, a list that is not there, a mistyped proxy: all are wrong use, told in words."""
    result = call("collect", blank, *words)
    assert result.exit_code == 2, result.output
    assert result.stderr


def test_the_help_says_what_a_proxy_hides_and_what_not(call):
    """Researchers decide about their safety by what stands there."""
    said = " ".join(call("collect", "--help", env={"COLUMNS": "200"}).output.split())
    assert "Hides from the sites where you are" in said
    assert "Does not hide" in said
    assert "social networks" in said


def test_an_exhibit_and_a_bag_by_the_command(call, as_json, study, tmp_path):
    """Both leave as files; a second time onto the same place is refused."""
    accounts = tmp_path / "tables"
    as_json("export", study, accounts)
    name = json.loads((accounts / "accounts.jsonl").read_text(encoding="utf-8").splitlines()[0])["id"]
    said = as_json("export", study, tmp_path / "x.zip", "--exhibit", name)
    assert (said["kind"], said["accounts"]) == ("exhibit", 1)
    with zipfile.ZipFile(tmp_path / "x.zip") as bundle:
        bundle.extractall(tmp_path)
    assert subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / "x", check=False).returncode == 0
    assert as_json("export", study, tmp_path / "x.zip", "--exhibit", name, code=1)["error"] == "study-exists"
    assert as_json("export", study, tmp_path / "y", "--exhibit", name, "--format", "csv", code=2)["error"] == "usage"
    assert not (tmp_path / "y").exists()
    assert as_json("export", study, tmp_path / "bag", "--format", "bagit")["grades"]
    assert as_json("export", study, tmp_path / "bag", "--format", "bagit", code=1)["error"] == "study-exists"
    assert as_json("export", study, tmp_path / "y", "--exhibit", "nobody", code=1)["error"] == "unknown-reference"
