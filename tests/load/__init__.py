"""How quick and how small the server is, measured: `script/bench`. Servers on one core, readers on the other."""
