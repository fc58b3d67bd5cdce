"""testimonia: the workbench for studies of published testimony."""
