import type { Controller } from "./controller.js";
import type { Datasource } from "./datasource.js";

/** What `datasource()` and `controller()` make and `serve()` takes. */
export type Plugin = Datasource | Controller;
