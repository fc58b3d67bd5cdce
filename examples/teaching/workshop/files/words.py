"""What the invented outlets print around their articles, in their own languages. All of it is ours."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from testimonia.text import parse_edtf
from workshop.part import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The furniture of a page in one language."""

    sections: tuple[str, ...]
    cookies: str
    letter: str
    read_on: str
    others: tuple[str, ...]
    comments: str
    by: str
    share: str
    rights: str
    fictional: str
    months: tuple[str, ...]
    date: str  # {d}, {m}, {y}


WORDS = {
    "en": Words(
        sections=("Home", "Harbour", "Courts", "Weather", "Weekend"), cookies="This site keeps three crumbs in your browser. Accept all crumbs?",
        letter="The Sunday letter: tides, prices and one good story, by post.", read_on="Read next",
        others=("Ferry fares go up again", "Council measures the pier", "Herring: a short season"), comments="Comments", by="By", share="Share this page",
        rights="All rights reserved", fictional="Fictional: a page of the testimonia teaching study.",
        months=("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"), date="{d} {m} {y}",
    ),
    "de": Words(
        sections=("Startseite", "Küste", "Gericht", "Wetter", "Wochenende"), cookies="Diese Seite legt drei Krümel in Ihrem Browser ab. Alle annehmen?",
        letter="Der Sonntagsbrief: Gezeiten, Preise und eine gute Geschichte.", read_on="Weiterlesen",
        others=("Fähre wird teurer", "Rat vermisst die Mole", "Kurze Heringssaison"), comments="Kommentare", by="Von", share="Seite teilen",
        rights="Alle Rechte vorbehalten", fictional="Erfunden: eine Seite der Übungsstudie von testimonia.",
        months=("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"), date="{d}. {m} {y}",
    ),
    "fr": Words(
        sections=("Accueil", "Littoral", "Tribunaux", "Météo", "Dimanche"), cookies="Ce site dépose trois miettes dans votre navigateur. Tout accepter ?",
        letter="La lettre du dimanche : marées, prix et une bonne histoire.", read_on="À lire aussi",
        others=("Le bac augmente encore", "Le conseil mesure la jetée", "Hareng : saison courte"), comments="Commentaires", by="Par", share="Partager cette page",
        rights="Tous droits réservés", fictional="Fiction : une page de l'étude d'apprentissage de testimonia.",
        months=("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"), date="{d} {m} {y}",
    ),
    "es": Words(
        sections=("Portada", "Costa", "Tribunales", "Tiempo", "Domingo"), cookies="Este sitio deja tres migas en su navegador. ¿Acepta todas?",
        letter="La carta del domingo: mareas, precios y una buena historia.", read_on="Siga leyendo",
        others=("Sube otra vez el barco", "El concejo mide el muelle", "Arenque: temporada corta"), comments="Comentarios", by="Por", share="Compartir",
        rights="Todos los derechos reservados", fictional="Ficción: una página del estudio de aprendizaje de testimonia.",
        months=("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"), date="{d} de {m} de {y}",
    ),
    "id": Words(
        sections=("Beranda", "Pesisir", "Hukum", "Cuaca", "Akhir Pekan"), cookies="Situs ini menyimpan tiga remah di peramban Anda. Terima semua?",
        letter="Surat Minggu: pasang surut, harga, dan satu cerita bagus.", read_on="Baca juga",
        others=("Ongkos feri naik lagi", "Dewan mengukur dermaga", "Musim haring yang pendek"), comments="Komentar", by="Oleh", share="Bagikan halaman ini",
        rights="Hak cipta dilindungi", fictional="Rekaan: halaman dari studi latihan testimonia.",
        months=("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"), date="{d} {m} {y}",
    ),
    "ar": Words(
        sections=("الرئيسية", "الساحل", "المحاكم", "الطقس", "نهاية الأسبوع"), cookies="يحفظ هذا الموقع ثلاث فتات في متصفحك. هل تقبلها كلها؟",
        letter="رسالة الأحد: المد والأسعار وحكاية جيدة.", read_on="اقرأ أيضًا",
        others=("أجرة العبّارة ترتفع مجددًا", "المجلس يقيس الرصيف", "موسم سردين قصير"), comments="التعليقات", by="بقلم", share="شارك الصفحة",
        rights="جميع الحقوق محفوظة", fictional="صفحة متخيَّلة من دراسة testimonia التعليمية.",
        months=("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"), date="{d} {m} {y}",
    ),
}  # fmt: skip


def of(text: Text) -> Words:
    """The furniture in the language of a text."""
    return WORDS[text.language]


def printed_date(text: Text) -> str:
    """The day or month of publication as the outlet prints it; empty where the text has none."""
    if not text.published:
        return ""
    day, words = parse_edtf(text.published).earliest, of(text)
    assert day is not None  # noqa: S101 - dates of publication are closed
    month = words.months[day.month - 1]
    return words.date.format(d=day.day, m=month, y=day.year) if text.published.count("-") > 1 else f"{month} {day.year}"


def paragraphs(text: Text) -> str:
    """The body as HTML paragraphs."""
    return "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in text.paragraphs)
