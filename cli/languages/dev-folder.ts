/** The folder in which `dev` builds: one that a killed run has left is removed by the next. */
export const DEV_FOLDER = { prefix: "laniakea-plugin-dev-", allOurs: true } as const;
