/** The demo of this lesson. */

import "./demo/stale-page.js";
