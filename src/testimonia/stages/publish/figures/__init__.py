"""Small figures as inline SVG: one kind a module, drawn with classes so that the page's colours, dark or light, are theirs."""
