import { go } from "./go/go.js";
import type { ProjectLanguage } from "./language.js";
import { python } from "./python/python.js";
import { typescript } from "./typescript/typescript.js";

/** The languages whose projects can be built and run here, in the order in which a project without a record is looked at. */
export const PROJECT_LANGUAGES: readonly ProjectLanguage[] = [typescript, python, go];
