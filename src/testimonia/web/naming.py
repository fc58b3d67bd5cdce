"""The closed lists of the method as an interface names them, in its language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from testimonia.domain.vocabulary import CaseKind, ContentFlag, Layer, Missing, Modality, Stance, Voice

STANCES: dict[Stance, Promise] = {
    Stance.AFFIRMS: pgettext_lazy("stance", "affirms"),
    Stance.DENIES: pgettext_lazy("stance", "denies"),
}
VOICES: dict[Voice, Promise] = {
    Voice.SELF: pgettext_lazy("voice", "the person"),
    Voice.RELATIVE: pgettext_lazy("voice", "a relative"),
    Voice.OFFICIAL: pgettext_lazy("voice", "an official"),
    Voice.REPORTER: pgettext_lazy("voice", "the reporter"),
}
MODALITIES: dict[Modality, Promise] = {
    Modality.STATED: pgettext_lazy("modality", "stated"),
    Modality.ALLEGED: pgettext_lazy("modality", "alleged"),
    Modality.DENIED: pgettext_lazy("modality", "denied"),
    Modality.ADMITTED: pgettext_lazy("modality", "admitted"),
    Modality.FOUND: pgettext_lazy("modality", "found by a court"),
}
FLAGS: dict[str, Promise] = {
    ContentFlag.GRAPHIC: _("graphic violence"),
    ContentFlag.SEXUAL_VIOLENCE: _("sexual violence"),
    ContentFlag.CHILDREN: _("harm to children"),
    ContentFlag.SELF_HARM: _("self-harm"),
    ContentFlag.IDENTIFYING: _("details that may endanger somebody"),
}
MISSING: dict[Missing, Promise] = {
    Missing.NOT_STATED: _("not stated"),
    Missing.NOT_APPLICABLE: _("does not apply"),
    Missing.UNCLEAR: _("unclear"),
    Missing.WITHHELD: _("withheld"),
}
CASES: dict[CaseKind, Promise] = {
    CaseKind.PERSON: pgettext_lazy("case", "person"),
    CaseKind.RESPONSE: pgettext_lazy("case", "response"),
}
LAYERS: dict[Layer, Promise] = {
    Layer.CODER: pgettext_lazy("layer", "one coder"),
    Layer.CONSENSUS: pgettext_lazy("layer", "consensus"),
    Layer.ADJUDICATED: pgettext_lazy("layer", "adjudicated"),
}
