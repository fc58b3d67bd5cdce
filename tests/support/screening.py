"""A small study to screen: a lead, two screeners in a blind round, accounts of which one is a copy, titles that could do harm."""

from __future__ import annotations

from pathlib import Path

from support.studies import put_account, surroundings
from testimonia.domain.evidence import Account
from testimonia.study import new_study
from testimonia.workflow import run

TEAM = """study: {title: Those who left (invented), question: Why did they leave?}
shelves:
  testimony:
    criteria:
      - {id: own-voice, text: A person who left speaks in it.}
      - {id: fiction, text: It is fiction., excludes: true}
    eligibility:
      - {id: left, text: The person is out.}
      - {id: other-role, text: The person was no member., excludes: true}
  programme:
    criteria:
      - {id: names-response, text: It describes a programme.}
coders:
  - {id: mira, role: lead}
  - {id: ada, role: screener}
  - {id: ben, role: screener}
  - {id: cleo, role: coder}
rounds:
  - {id: s1, kind: screening, title: First look, coders: [ada, ben]}
  - {id: s2, kind: screening, blind: false, coders: [cleo]}
"""
STORY = " ".join(f"word{n}" for n in range(90))
EVIL = '"><img src=x onerror=alert(1)><script>alert(1)</script>\u202etxt.exe'
"""What a title, a label, a file's name or a body may hold."""


def screening_study(folder: Path, *, traced: bool = True) -> dict[str, Account]:
    """Make the study in ``folder``: its accounts by origin."""
    with new_study(folder, files={"study.yaml": TEAM}, surroundings=surroundings()) as study:
        found = [
            put_account(
                study, "a.txt", f"Samir left in spring.\nHe said so himself. {STORY}", title="One man's way", published="2019-04-02"
            ),
            put_account(
                study, "b.txt", f"Samir left in spring.\nHe said so himself. {STORY} More.", title="The same again", published="2019-05-03"
            ),
            put_account(
                study,
                "c.txt",
                "She left in autumn 🙂. " + " ".join(f"other{n}" for n in range(80)),
                title="A woman's way",
                published="2020",
            ),
            put_account(study, "d.html", f"{EVIL}\nقال إنه ترك الجماعة في الخريف", title=EVIL),
        ]
        if traced:
            run(study)
    return {account.origin: account for account in found}
