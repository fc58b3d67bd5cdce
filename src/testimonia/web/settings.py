"""Django as this workbench needs it: no database of its own, signed sessions, no page of Django's."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
DAY = timedelta(hours=12)
"""A session ends after a working day, used or not."""
UPLOAD_MOST = 250 * 1024 * 1024
"""Bytes of one request: the largest file that `collect` reads (200 MB) and the envelope around it."""
JSON_MOST = 2 * 1024 * 1024
"""Bytes of a request that brings no files: a codebook of hundreds of codes, the longest thing that a page sends, has a tenth of it."""
FIELDS_MOST = 5_000
FILES_MOST = 1_000


def configure() -> None:
    """Set Django up, once a process."""
    import django
    from django.conf import settings

    if settings.configured:
        return
    settings.configure(
        DEBUG=False,
        SECRET_KEY=secrets.token_urlsafe(64),  # of this process: whoever was signed in before it started signs in again
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        DATABASES={},
        INSTALLED_APPS=["django.contrib.sessions", "testimonia.web"],
        ROOT_URLCONF="testimonia.web.urls",
        WSGI_APPLICATION=None,
        MIDDLEWARE=[
            "testimonia.web.guard.Fence",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "testimonia.web.guard.Gate",
            "django.middleware.csrf.CsrfViewMiddleware",
            "testimonia.web.guard.Faults",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE / "templates"],
                "OPTIONS": {
                    "context_processors": ["django.template.context_processors.request", "testimonia.web.shell.shell"],
                    "builtins": ["django.templatetags.i18n", "testimonia.web.templatetags.words"],
                },
            }
        ],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        # Cookies know no ports: two studies served at once on one machine must not sign one another out.
        SESSION_COOKIE_NAME=f"testimonia-{secrets.token_hex(4)}",
        SESSION_COOKIE_AGE=int(DAY.total_seconds()),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        CSRF_USE_SESSIONS=True,
        CSRF_FAILURE_VIEW="testimonia.web.views.entry.not_ours",
        DATA_UPLOAD_MAX_MEMORY_SIZE=JSON_MOST,  # all of a request but its files, whatever it says that it is
        DATA_UPLOAD_MAX_NUMBER_FIELDS=FIELDS_MOST,
        DATA_UPLOAD_MAX_NUMBER_FILES=FILES_MOST,
        USE_TZ=True,
        TIME_ZONE="UTC",
        USE_I18N=True,
        LANGUAGE_CODE="en",
        LANGUAGES=[("en", "English"), ("ar", "العربية")],
        LANGUAGE_COOKIE_NAME="language",
        LANGUAGE_COOKIE_SAMESITE="Strict",
        LOCALE_PATHS=[HERE / "locale"],
        LOGGING_CONFIG=None,  # a request's address may hold words somebody searched for; what is worth telling, Faults tells
    )
    django.setup()
    # Django would print each exception with its message, and the address of each refusal: either may hold words of an account.
    logging.getLogger("django").addHandler(logging.NullHandler())
    logging.getLogger("django").propagate = False
