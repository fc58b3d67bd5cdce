"""Accounts: look for them, bring in files and pages, try again what had failed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, File, Form, Path, Query, Router, Schema
from ninja.files import UploadedFile

from testimonia.domain.vocabulary import AccountState, Shelf
from testimonia.errors import UsageError
from testimonia.stages.collect import CollectParams, WebParams, collect, retry
from testimonia.stages.screen import account_of
from testimonia.store.codec import to_plain
from testimonia.store.listing import Sort, Wanted, edition_notes
from testimonia.study import Narrowed, chosen, holdings
from testimonia.web.api.answers import answers
from testimonia.web.api.work import Standing, standing
from testimonia.web.desk import current
from testimonia.web.settings import UPLOAD_MOST
from testimonia.web.uploads import lay_down

router = Router(tags=["accounts"])
ADDRESSES_MOST = 1_000
YEAR = Field(None, ge=1, le=9999)
Account = Annotated[str, Field(min_length=1, max_length=64, description="Id of an account.")]


class Asked(Schema):
    """Which accounts are asked for."""

    q: str = Field("", max_length=300, description="Words in text, title or origin; those in double quotes stand together.")
    state: AccountState | None = None
    language: str | None = Field(None, max_length=40, description="BCP 47; `-` for none.")
    bundle: str | None = Field(None, max_length=1000, description="File that held it among others; `-` for none.")
    since: int | None = YEAR
    until: int | None = YEAR
    shelf: Shelf | None = None
    standing: Literal["include", "exclude", "unsure", "conflict", "unscreened"] | None = Field(
        None, description="What screening has come to, as far as the coder of the session may see it."
    )
    place: Literal["alone", "root", "copy", "adding"] | None = Field(None, description="What it is in its family.")
    family: str | None = Field(None, max_length=64, description="Id of an account whose family is asked for.")
    sort: Sort = Sort.TITLE
    down: bool = Field(False, description="From the end.")
    page: int = Field(1, ge=1, le=1_000_000)
    size: int = Field(50, ge=1, le=500, description="How many a page.")

    @property
    def wanted(self) -> Wanted:
        """What stands in the accounts themselves."""
        return Wanted(
            words=self.q, state=self.state, language=self.language, bundle=self.bundle, first_year=self.since, last_year=self.until,
            sort=self.sort, descending=self.down,
        )  # fmt: skip

    @property
    def narrowed(self) -> Narrowed:
        """What is known of them besides."""
        return Narrowed(shelf=self.shelf, standing=self.standing, place=self.place, family=self.family)


class Listed(Schema):
    """Accounts in the order asked for; ``total`` counts all of them, on all pages."""

    total: int
    accounts: list[dict[str, Any]]


class Shown(Schema):
    """One account, the captures of its bytes, and its texts without their words."""

    account: dict[str, Any]
    captures: list[dict[str, Any]]
    editions: list[dict[str, Any]]


class Addresses(Schema):
    """Pages to fetch."""

    urls: list[Annotated[str, Field(max_length=2000)]] = Field(max_length=ADDRESSES_MOST, description="http:// or https://, one each.")
    reason: str | None = Field(None, max_length=500, description="Why they are fetched; kept with each.")
    shelf: Shelf | None = None


class Meant(Schema):
    """What files are meant as evidence for."""

    shelf: Literal["", "testimony", "programme", "study", "policy"] = ""


@router.get("", response=answers(Listed))
def find(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Accounts by words, state, language, year, shelf and standing."""
    with request.study.read() as view:
        held = holdings(view)
        names = chosen(view, held, asked.wanted, asked.narrowed)
        shown = view.accounts(names[(asked.page - 1) * asked.size : asked.page * asked.size])
    return {"total": len(names), "accounts": [_public(account) | {"standing": held.standing(account.id)} for account in shown]}


def _public(account: Any) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(account)
    plain.pop("secret", None)  # ids that tell nothing after a withdrawal rest on it
    return plain


@router.post("/files", response=answers(Standing))
def take(request: HttpRequest, files: File[list[UploadedFile]], meant: Form[Meant]) -> dict[str, Any]:
    """Take files in as accounts. The answer comes at once; `/api/run` tells how far it is."""
    study = request.study
    study.require()
    if sum(file.size or 0 for file in files) > UPLOAD_MOST:
        raise UsageError(f"That is more than {UPLOAD_MOST // 1024**2} MB at once.", "Send fewer files, or use `testimonia collect`.")
    folder, paths = lay_down(files)
    params = CollectParams(shelf=Shelf(meant.shelf) if meant.shelf else None)

    def act(progress: Any) -> Any:
        try:
            return collect(study, paths, params, progress)
        finally:
            folder.cleanup()

    try:
        return standing(current().works.start("collect", study.coder, act))
    except BaseException:
        folder.cleanup()
        raise


@router.post("/addresses", response=answers(Standing))
def fetch(request: HttpRequest, addresses: Addresses) -> dict[str, Any]:
    """Fetch pages, feeds or sitemaps. The answer comes at once; `/api/run` tells how far it is."""
    study = request.study
    study.require()
    urls = [url.strip() for url in addresses.urls if url.strip()]
    wrong = [url for url in urls if not url.lower().startswith(("http://", "https://"))]
    if wrong or not urls:  # anything else would be taken for a path of this machine
        raise UsageError("Web addresses begin with http:// or https://.", "Give one a line, whole.")
    params = CollectParams(shelf=addresses.shelf, web=WebParams(reason=addresses.reason or ""))
    return standing(current().works.start("collect", study.coder, lambda progress: collect(study, urls, params, progress)))


@router.post("/retry", response=answers(Standing))
def again(request: HttpRequest) -> dict[str, Any]:
    """Read again what failed or was read in part, and fetch again what did not come."""
    study = request.study
    study.require()
    return standing(current().works.start("retry", study.coder, lambda progress: retry(study, CollectParams(), progress)))


@router.get("/{account}", response=answers(Shown))
def look(request: HttpRequest, account: Path[Account]) -> dict[str, Any]:
    """One account with its custody and its texts (without their words)."""
    with request.study.read() as view:
        found = account_of(view, account)
        captures = request.study.store.captures(view.connection, account)
        editions = edition_notes(view.connection, account)
    return {
        "account": _public(found),
        "captures": [to_plain(capture) for capture in captures],
        "editions": [{name: str(value) if name == "kind" else value for name, value in _fields(note)} for note in editions],
    }


def _fields(note: Any) -> list[tuple[str, Any]]:
    return [(name, getattr(note, name)) for name in note.__slots__]
