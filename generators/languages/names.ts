/** In the order of the roadmap. */
export const LANGUAGES = ["typescript", "python", "go"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Those that there are templates for. */
export const READY_LANGUAGES = ["typescript", "python"] as const satisfies readonly Language[];
export type ReadyLanguage = (typeof READY_LANGUAGES)[number];
