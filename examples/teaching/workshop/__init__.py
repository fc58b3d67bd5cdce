"""How the teaching study is made: texts and gold are read (`part`), checked (`checks`), written as files in real formats (`files`) and as decisions."""
