"""Whatever was done to hide a word, the rules see it; and nothing that was written is lost."""

import base64
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.disguises import DISGUISES
from ingest.screening.normalising import Normaliser, fold

KNOWN = "friend pills cannot want to my he hes is outside my door help me kill myself overdose trafficked suicide leave gun".split()
MESSAGES = ["he is outside my door and i cannot leave", "i want to kill myself", "my friend overdosed on pills"]


@pytest.fixture(scope="module")
def normaliser() -> Normaliser:
    return Normaliser(KNOWN)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("He’s OUTSIDE my door", "hes outside my door"),
        ("h\u200be is out\u00adside", "he is outside"),
        ("\u202ehe is outside\u202c", "he is outside"),
        ("ｈｅ ｉｓ 𝓸𝓾𝓽𝓼𝓲𝓭𝓮", "he is outside"),
        ("h̷e̷l̷p̷ m̶e̶", "help me"),
        ("ⓗⓔⓛⓟ me", "help me"),
        ("hеlр mе", "help me"),
        ("k1ll mys3lf", "kill myself"),
        ("su-i-cide", "suicide"),
        ("k.i.l.l m.y.s.e.l.f", "kill myself"),
        ("k i l l   m y s e l f", "kill myself"),
        ("h e l p m e", "help me"),
        ("killmyself", "kill myself"),
        ("heeeelp meeee", "help me"),
        ("ovrdose", "overdose"),
        ("traficked", "trafficked"),
        ("hlep me", "help me"),
        ("flesym llik", "kill myself"),
        ("🆘🔪", "sos knife"),
        ("él está aquí", "el esta aqui"),
        ("im 15yo", "im 15 yo"),
        ("he\nis\toutside", "he is outside"),
    ],
)
def test_a_disguise_is_seen_through(normaliser: Normaliser, written: str, read: str) -> None:
    assert any(f" {read} " in view for view in normaliser.views(written))


def test_base64_is_read(normaliser: Normaliser) -> None:
    hidden = base64.b64encode(b"he is outside my door").decode()

    assert any(" he is outside my door " in view for view in normaliser.views(f"please read {hidden} thanks"))


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("message", MESSAGES)
def test_a_disguised_message_reads_like_the_plain_one(normaliser: Normaliser, disguise: str, message: str) -> None:
    plain = set(normaliser.views(message)[0].split())
    views = [set(view.split()) for view in normaliser.views(DISGUISES[disguise](message))]

    assert max(len(plain & view) for view in views) >= len(plain) - 1


def test_a_word_that_the_rules_know_is_never_changed(normaliser: Normaliser) -> None:
    for word in KNOWN:
        assert normaliser.views(word) == (f" {word} ",)


def test_an_ordinary_word_is_not_mended_into_a_dangerous_one(normaliser: Normaliser) -> None:
    assert normaliser.views("the door to my sun room, hull and hall")[0] == " the door to my sun room hull and hall "


def test_a_sentence_end_stands_between_sentences(normaliser: Normaliser) -> None:
    assert normaliser.views("He is here.My door! ok")[0] == " he is here . my door . ok "


@settings(deadline=None)  # the first unknown word builds the dictionaries
@given(st.text(), st.text())
def test_no_text_around_them_hides_plain_words(before: str, after: str) -> None:
    views = _NORMALISER.views(f"{before}\nhe is outside my door\n{after}")

    assert any(" he is outside my door " in view for view in views)


@settings(deadline=None)
@given(st.text(alphabet=string.printable + "áéñ¿éа🔪\u200b\u202e", max_size=60))
def test_any_text_becomes_plain_words(text: str) -> None:
    for view in _NORMALISER.views(text):
        assert view.isascii()
        assert view == view.lower()
        assert view.startswith(" ") and view.endswith(" ")


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


_NORMALISER = Normaliser(KNOWN)
