"""The words of the study: frozen records and closed lists, no input or output, standard library only."""
