"""One module a step; steps are never edited once a study was written with them."""
