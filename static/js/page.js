/** What every page runs. */

import "./elements/site-keys.js";
import "./elements/theme-switch.js";
