"""The report as one HTML file that needs neither network nor program."""

from __future__ import annotations

from importlib.resources import files

from testimonia.stages.publish.markup import Markup, element, foreign, join
from testimonia.stages.publish.tongue import from_right, language_of, speaking
from testimonia.stages.publish.writers.agreement import agreement
from testimonia.stages.publish.writers.cases import accounts, cases
from testimonia.stages.publish.writers.collected import collected, shelves
from testimonia.stages.publish.writers.content import HIDDEN, HIDDEN_WHY, Content
from testimonia.stages.publish.writers.findings import findings
from testimonia.stages.publish.writers.flowchart import flowchart
from testimonia.stages.publish.writers.method import limits, method, provenance
from testimonia.stages.publish.writers.opening import glance, masthead, plan, work
from testimonia.stages.publish.writers.retold import retold
from testimonia.stages.publish.writers.stories import stories
from testimonia.text import title_line

STAMP = "INTERNAL – do not share"
# Nothing may be fetched or run, whatever an account's text holds; only the style written into this file counts.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def page(content: Content) -> str:
    """The whole report, in the language of the study where its words are known in it."""
    language = language_of(content.facts.protocol.study.language)
    with speaking(language):
        made = _page(content, language)
    # Written once, before any language was spoken: the sign of a number that is hidden.
    return made if language == "en" else made.replace(HIDDEN, _hidden(language))


def _hidden(language: str) -> str:
    with speaking(language):
        return element("span", "hidden", class_="hidden", title=HIDDEN_WHY)


def _page(content: Content, language: str) -> str:
    title = title_line(content.facts.protocol.study.title)
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content=content.facts.stamp.program),
        element("title", f"{STAMP}: {title}" if content.internal else title),
        element("style", Markup(_style())),
    )
    parts = _parts(content)
    body = element(
        "body",
        element("a", "To the report", href="#report", class_="skip"),
        element("div", element("span", STAMP), class_="stamp") if content.internal else None,
        element("div", masthead(content), class_="top"),
        element("nav", element("ol", _contents(parts)), aria_label="Contents"),
        element("main", glance(content), parts, id="report"),
        element(
            "footer",
            element("p", foreign(content.facts.protocol.study.title), f" · {content.profile} profile · {content.facts.stamp.at[:10]}"),
        ),
        class_=content.profile.value,
    )
    own = content.facts.protocol.study.language
    frame = element("html", head, body, lang=language, dir="rtl" if from_right() else None, data_study_language=own)
    return join(Markup("<!doctype html>\n"), frame, "\n")


def _parts(content: Content) -> list[Markup]:
    """The sections in the order in which a reader needs them: the work first while there are no findings, last afterwards."""
    ground = [collected(content), stories(content), retold(content), shelves(content)]
    found = [findings(content), agreement(content)]
    end = [cases(content), accounts(content), method(content), limits(content), provenance(content)]
    if content.tables or content.measured:
        order = [*found, flowchart(content), *ground, work(content), plan(content), *end]
    else:
        order = [work(content), *ground, flowchart(content), plan(content), agreement(content), *end]
    return [part for part in order if part]


def _contents(parts: list[Markup]) -> list[Markup]:
    items = []
    for part in parts:
        name = part.split('aria-labelledby="', 1)[1].split('"', 1)[0]
        title = part.split(f'<h2 id="{name}">', 1)[1].split("</h2>", 1)[0]
        items.append(element("li", element("a", Markup(title), href=f"#{name}")))
    return items


def _style() -> str:
    data = files("testimonia.stages.publish").joinpath("data")
    return "".join(data.joinpath(name).read_text(encoding="utf-8") for name in ("report.css", "figures.css"))
