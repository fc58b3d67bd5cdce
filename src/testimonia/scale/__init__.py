"""Other engines for the work that grows with the library, behind the protocol of the ordinary ones and with the same results.

On Spark every partition runs the very functions of the ordinary engine on its part of the arrays; Spark only brings together what
belongs together. Needs the extra ``spark`` and a Java runtime. Splink (extra ``splink``) finds and weighs pairs of people in DuckDB. Each
engine is imported from its own module, so that one extra does not ask for the other.
"""
