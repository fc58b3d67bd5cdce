"""A small invented study, written straight into the store, so that analyse and publish are tested without the stages before them.

Karesh, the Dawn Guard and everybody in it do not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from testimonia.domain.decisions import Coding, Completion, Episode, Mention, Screening, Value
from testimonia.domain.evidence import Account, Capture, Edition, ShelfDeclaration
from testimonia.domain.identity import account_secret, object_id
from testimonia.domain.results import Case, Family, Link, Relation
from testimonia.domain.vocabulary import (
    AccountState,
    CaseKind,
    Direction,
    EditionKind,
    Grade,
    Layer,
    MentionStatus,
    Missing,
    ProposalStatus,
    RelationKind,
    ScreeningDecision,
    Shelf,
    Stance,
)
from testimonia.protocol import shipped_codebooks
from testimonia.store.runs import Work
from testimonia.store.store import Surroundings
from testimonia.store.texts import edition_id
from testimonia.study import Study, new_study
from testimonia.text import text_digest

STUDY = """\
study:
  title: Those who left the Dawn Guard
  question: Why did people who left the Dawn Guard join it, and why did they leave?
shelves:
  testimony:
    criteria:
      - {id: own-voice, text: A person who left speaks in it.}
      - {id: write-up, text: It presents no person., excludes: true}
    eligibility:
      - {id: left, text: The person is out.}
      - {id: other-role, text: "A bystander, official or relative.", excludes: true}
variables:
  - id: origin
    label: Region of origin
    type: choice
    values: [{value: coast, label: The coast}, {value: hills, label: The hills}, abroad]
  - {id: spoke, label: When the person first spoke, type: date}
codebooks: [icsr-2015]
coders:
  - {id: owner, role: owner}
  - {id: anna, name: Anna Example, role: lead}
  - {id: ben, name: Ben Example, role: coder}
rounds:
  - {id: coding-1, kind: coding, blind: false}
analysis:
  - {id: why-left, title: Why they left, kind: prevalence, codebook: icsr-2015, phase: leaving}
  - {id: origins, title: Where they came from, kind: prevalence, variable: origin}
  - {id: left-by-origin, title: "Why they left, by origin", kind: prevalence, codebook: icsr-2015, phase: leaving, by: origin}
  - {id: when-left, title: When they left, kind: period, date: left, period: quarter}
  - {id: gap, title: Hopes against reasons to leave, kind: crosstab, codebook: icsr-2015, phase: joining, by: {codebook: icsr-2015, phase: leaving}}
"""
LEAVING = ("leaving-infighting", "leaving-brutality", "leaving-corruption", "leaving-quality-of-life")
JOINING = ("joining-conflict", "joining-faith", "joining-needs")
SENTENCES = {
    "leaving-infighting": "We had come to guard the valley, and then they sent us against the other village.",
    "leaving-brutality": "They beat the baker in the square until nobody knew his face.",
    "leaving-corruption": "The commander kept the flour and told us to pray for patience.",
    "leaving-quality-of-life": "There were forty of us in a room, and the stove was for the officers.",
    "joining-conflict": "I saw the planes over Velmar every night and could not sit still.",
    "joining-faith": "They said the law would be clean there.",
    "joining-needs": "They promised a wage and a house.",
}
ARABIC = "قالوا إن القانون سيكون عادلاً، ثم ضربوا الخباز في الساحة حتى لم يعرف أحد وجهه. لذلك هربت في الليل."


class Ticking:
    """A clock that moves a second at every look, so that runs have an order."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Example:
    """A study under construction: add accounts, then people, then coding; ``settle`` plays the machine stages."""

    study: Study
    accounts: list[str] = field(default_factory=list)
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)  # account -> (edition, text)
    families: list[tuple[str, ...]] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def account(
        self,
        origin: str,
        text: str,
        *,
        title: str,
        shelf: Shelf | None = Shelf.TESTIMONY,
        state: AccountState = AccountState.OK,
        **more: str,
    ) -> str:
        data = text.encode()
        sha256 = self.study.store.archive.put(data)
        name = object_id("account", origin, sha256)
        secret = account_secret(data)
        draft = Edition(
            id="", account=name, kind=EditionKind.MAIN, language=more.get("language"), sha256=text_digest(text), extractor="test", text=text
        )
        edition = Edition(**{**{f: getattr(draft, f) for f in Edition.__slots__}, "id": edition_id(draft)})
        failed = state is AccountState.FAILED
        account = Account(
            id=name, origin=origin, title=title, state=state, sha256=sha256, words=len(text.split()), secret=secret,
            main=None if failed else edition.id, full=None if failed else edition.id, **more,
        )  # fmt: skip
        capture = Capture(
            id=object_id("capture", name), account=name, grade=Grade.DECLARED, at="2026-02-27T10:00:00.000Z", tool="test", who="owner",
            sha256=sha256, size=len(data), media_type="text/plain",
        )  # fmt: skip
        records = [account, capture, *([ShelfDeclaration(account=name, shelf=shelf)] if shelf else [])]
        self.study.store.keep_account("owner", records, [] if failed else [edition])
        self.accounts.append(name)
        self.families.append((name,))
        self.texts[name] = (edition.id, text)
        return name

    def copy(self, root: str, origin: str, title: str, **more: str) -> str:
        """A reprint, in the family of its root."""
        name = self.account(origin, self.texts[root][1] + "\nReprinted with permission.", title=title, **more)
        self.families = [family for family in self.families if name not in family]
        self.families = [(*family, name) if root in family else family for family in self.families]
        return name

    def person(self, label: str, *accounts: str, status: MentionStatus = MentionStatus.ELIGIBLE) -> Case:
        mentions = []
        for account in accounts:
            edition, text = self.texts[account]
            mention = Mention(
                id=object_id("mention", account, label),
                account=account,
                label=label,
                status=status,
                edition=edition,
                start=0,
                end=min(8, len(text)),
            )
            self.study.decide([mention])
            mentions.append(mention.id)
        case = Case(id=object_id("case", *mentions), kind=CaseKind.PERSON, label=label, mentions=tuple(mentions), accounts=tuple(accounts))
        if status is MentionStatus.ELIGIBLE:
            self.cases.append(case)
        return case

    def code(
        self,
        case: Case,
        code: str,
        coder: str,
        *,
        stance: Stance = Stance.AFFIRMS,
        layer: Layer = Layer.CODER,
        start: int = 0,
        end: int = 20,
        place: int = 0,
    ) -> Coding:
        """``place`` is that of the case's account."""
        account = case.accounts[place]
        edition, text = self.texts[account]
        end = min(end, len(text))
        coding = Coding(
            id=object_id("coding", case.id, code, coder, layer.value, *([place] if place else [])), account=account, edition=edition, mention=case.mentions[place],
            codebook="icsr-2015", code=code, codebook_version=1, coder=coder, layer=layer, round="coding-1", stance=stance,
            start=start, end=end, quote=text[start:end],
        )  # fmt: skip
        self.study.decide([coding])
        return coding

    def complete(self, case: Case, coder: str, codebook: str = "icsr-2015", layer: Layer = Layer.CODER) -> None:
        self.study.decide(
            [Completion(account=case.accounts[0], mention=case.mentions[0], codebook=codebook, coder=coder, layer=layer, round="coding-1")]
        )

    def answer(self, case: Case, coder: str, variable: str, value: str | None, missing: Missing | None = None) -> None:
        self.study.decide(
            [
                Value(
                    id=object_id("value", case.id, coder, variable, value), account=case.accounts[0], mention=case.mentions[0],
                    variable=variable, value=value, missing=missing, coder=coder, round="coding-1",
                )
            ]
        )  # fmt: skip

    def episode(self, case: Case, coder: str, left: str | None, order: int = 1) -> None:
        self.study.decide(
            [
                Episode(
                    id=object_id("episode", case.id, coder, order), account=case.accounts[0], mention=case.mentions[0], coder=coder,
                    round="coding-1", left=left, order=order,
                )
            ]
        )  # fmt: skip

    def screen(self, account: str, decision: ScreeningDecision, *, mention: str | None = None, criterion: str | None = None) -> None:
        self.study.decide(
            [Screening(account=account, mention=mention, screener="owner", decision=decision, shelf=Shelf.TESTIMONY, criterion=criterion)]
        )

    def settle(self) -> None:
        """Play trace, lineage and resolve: leave their outputs as runs in force."""
        roots = {account: family[0] for family in self.families for account in family}
        relations = [
            Relation(
                id=object_id("relation", root, account), a=root, b=account, kind=RelationKind.REPRINT, direction=Direction.A_TO_B, score=0.98,
                matched_words=40, containment=0.97, status=ProposalStatus.ACCEPTED, by="rule join_families",
            )
            for account, root in roots.items()
            if account != root
        ]  # fmt: skip
        families = [Family(id=object_id("family", *sorted(f)), accounts=tuple(sorted(f)), root=f[0]) for f in self.families]
        for stage, outputs in (
            ("trace", []),
            ("lineage", [(r, [r.a, r.b]) for r in relations] + [(f, f.accounts) for f in families]),
            ("retelling", []),
            ("resolve", [(link, []) for link in self.links] + [(case, case.accounts) for case in self.cases]),
        ):
            with self.study.read_as_machine() as view:
                present = view.input_digest(stage)
            assert present is not None
            assert self.study.record_run(Work(stage=stage, params={}, version="1", input_digest=present), outputs)


def start(folder: Path, study_yaml: str = STUDY) -> Example:
    """An empty study with the plan above adopted."""
    salts = iter(range(10**9))
    around = Surroundings(clock=Ticking(), entropy=lambda: f"{next(salts):032x}", replica="r1")
    study = new_study(folder, kind="blank", surroundings=around)
    (folder / "study.yaml").write_text(study_yaml, encoding="utf-8")
    (folder / "codebooks").mkdir(exist_ok=True)
    (folder / "codebooks" / "icsr-2015.yaml").write_text(shipped_codebooks()["icsr-2015.yaml"], encoding="utf-8")
    study.adopt()
    return Example(study)


def collected(folder: Path, people: int = 9) -> Example:
    """Accounts of ``people`` people, with reprints, a failed file and one in Arabic; nobody has screened or coded."""
    example = start(folder)
    outlets = ("Velmar Post", "Karesh Radio", "The Harbour", "Hill Gazette")
    for n in range(people):
        said = [SENTENCES[LEAVING[n % 4]], SENTENCES[JOINING[n % 3]], SENTENCES[LEAVING[(n + 1) % 4]]]
        arabic = n == 2
        text = ARABIC if arabic else f"N. {n} sat by the window of a tea house. " + " ".join(said) + f"\nThat is what number {n} told us."
        root = example.account(
            f"post-{n:03d}.html", text, title="هربت في الليل" if arabic else f"“I walked out at night”: a guard remembers ({n})",
            outlet=outlets[n % 4], language="ar" if arabic else "en", published=f"{2015 + n % 3}-{1 + n % 12:02d}",
        )  # fmt: skip
        for copies in range(n % 3 if n < 12 else 0):
            example.copy(
                root,
                f"copy-{n}-{copies}.txt",
                f"A guard remembers ({n}), reprint",
                outlet=outlets[(n + copies + 1) % 4],
                published="2018-05",
                language="en",
            )
    example.account(
        "scan.pdf", "%PDF broken", title="scan.pdf", shelf=None, state=AccountState.FAILED, reason="the file ends in the middle"
    )
    example.account("essay.md", "On leaving. " * 30, title="An essay on leaving", shelf=Shelf.STUDY, language="en", outlet="Karesh Review")
    return example


def coded(folder: Path, people: int = 9) -> Example:
    """The same, screened, resolved, coded by two coders and adjudicated where they disagree."""
    example = collected(folder, people)
    roots = [family for family in example.families if example.texts[family[0]][1].startswith(("N. ", "قالوا"))]
    for family in example.families:
        include = family in roots
        for account in family[:1]:
            example.screen(
                account, ScreeningDecision.INCLUDE if include else ScreeningDecision.EXCLUDE, criterion=None if include else "write-up"
            )
    for n, family in enumerate(roots):
        case = example.person(f"Guard {n}", *family[:2])
        for coder in ("anna", "ben"):
            if n % 7 == 5 and coder == "ben":
                continue
            text = example.texts[family[0]][1]
            for code in (LEAVING[n % 4], JOINING[n % 3], LEAVING[(n + 1) % 4]):
                sentence = SENTENCES[code]
                at = max(0, text.find(sentence))
                if coder == "ben" and n % 4 == 3 and code == LEAVING[(n + 1) % 4]:
                    continue
                example.code(
                    case,
                    code,
                    coder,
                    start=at,
                    end=at + len(sentence),
                    stance=Stance.DENIES if n % 8 == 6 and code == LEAVING[0] else Stance.AFFIRMS,
                )
            example.complete(case, coder)
            example.complete(case, coder, "form")
            if n % 5 == 4:
                example.answer(case, coder, "origin", None, Missing.NOT_STATED)
            else:
                example.answer(case, coder, "origin", ("coast", "hills", "abroad")[n % 5 % 3])
            example.episode(case, coder, ("2015-02", "2015-05", "2015", "2015-11", "2016-01-14")[n % 5])
        if n == 3:
            example.code(case, LEAVING[(n + 1) % 4], "anna", layer=Layer.ADJUDICATED)
    other = example.person("A neighbour", roots[0][0], status=MentionStatus.EXCLUDED)
    example.screen(roots[0][0], ScreeningDecision.EXCLUDE, mention=other.mentions[0], criterion="other-role")
    example.settle()
    return example
