/** The demos of this lesson, each an element of its own. */

import "./demo/code-count.js";
import "./demo/guided-tour.js";
import "./demo/measured-table.js";
import "./demo/who-hears.js";
