"""Whether a note says something, or only that the writer is done with it (S1-X03)."""

import re

__all__ = ["says_something", "says_what_was_done"]

# A note tells at least what was done, to what, and what was seen: three words that carry meaning.
WORDS_AT_LEAST = 3

# Words that close a form and tell nothing, in the languages of the first regions.
_HOLLOW_TEXT = """
    a all an and as at be been by check checked close closed complete completed customer device done
    everything fine finish finished fix fixed for good happy has have in is issue it job n n/a na need no none
    normal not nothing now of off ok okay on per problem ready repair repaired request resolve resolved
    site solved successful successfully system task test tested the this to unit up user visit was well
    were with work worked working works x yes
    aber alles behoben erledigt es fehler fertig funktioniert geht gelöst geprüft gut ist jetzt kunde
    läuft nichts problem wieder zufrieden
    bien bon c client corrigé est fait fini fonctionne le maintenant marche problème résolu rien terminé
    tout va
    ahora bueno cliente el está funciona hecho listo nada problema resuelto solucionado terminado todo
    bine client este făcut funcționează gata rezolvat terminat tot
"""
_HOLLOW = frozenset(re.findall(r"\S+", _HOLLOW_TEXT))

# One written sign of a script without spaces counts for about half a word.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_]+(?:[-./:'’][^\W_]+)*")


def says_something(text: str) -> bool:
    """Tell whether a short statement or reason holds at least one word that carries meaning."""
    return _meaning(text) >= 1


def says_what_was_done(note: str) -> bool:
    """Tell whether a work note says what was done, to what, and what was seen.

    It cannot judge whether the note is true. It refuses “resolved”, “done” and “ok”, however often
    they are repeated or decorated (S1-X03).
    """
    return _meaning(note) >= WORDS_AT_LEAST


def _meaning(text: str) -> float:
    unspaced = len(set(_UNSPACED.findall(text))) / 2
    words = {word.casefold() for word in _WORD.findall(_UNSPACED.sub(" ", text))}
    return unspaced + sum(1 for word in words if word not in _HOLLOW and any(map(str.isalpha, word)))
