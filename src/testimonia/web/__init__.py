"""The workbench: the study in the browser, on one's own machine.

A door like the command line. Pages show what the verbs answer; whatever somebody decides on a page goes through the same verbs by way
of the interface under ``/api``, which is described there as an OpenAPI. Nothing is decided here, and nothing about a study is kept here.

Security follows OWASP ASVS 5.0 for a program that listens on the loopback address alone: a launch token that works once, the Host and
Origin of every request checked (DNS rebinding, requests from other sites), a strict Content Security Policy, signed sessions, text of
accounts in text nodes only, originals only as sandboxed downloads.
"""

from __future__ import annotations
