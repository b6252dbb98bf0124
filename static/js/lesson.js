/** What every lesson page runs. The stage itself is fetched only when the reader comes near it. */

import "./elements/stage-gate.js";
