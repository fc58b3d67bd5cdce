"""Agreement between coders: pure functions on numbers and spans, and on plain records laid out by whoever completed what.

``answers`` what several coders said of the same units · ``distances`` how far two answers are apart · ``coefficients`` every
coefficient as sums over units · ``resample`` the bootstrap over units · ``unitizing`` and ``unitizing2004`` passages ·
``material`` who completed which unit · ``measure`` rows from these · ``tables`` all rows of a study.
"""
