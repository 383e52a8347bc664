// Has the x bit and no first line that says who runs it.
require("./lib/plugin.cjs").serve();
