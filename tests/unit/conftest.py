"""Laws are tried on many examples; how long one takes says more about the machine than about the law."""

from hypothesis import settings

settings.register_profile("unit", deadline=None)
settings.load_profile("unit")
