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
