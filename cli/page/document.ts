/** The page, and what the browser may do with it. */
export interface PageDocument {
  readonly html: string;
  /** The hashes of its script and its style, as a Content-Security-Policy takes them. */
  readonly scriptHash: string;
  readonly styleHash: string;
}

/** The build puts the page in the place of this module (build/page.ts): run from its sources, there is none. */
export const PAGE: PageDocument = { html: "<!doctype html><title>not built</title>", scriptHash: "", styleHash: "" };
