/** For a child process: what another Python's users have set for it is none of a project's business. */
export const OWN_PYTHON = { PYTHONHOME: undefined, PYTHONPATH: undefined } as const;
