/** Makes .venv; a file of the project, so that this needs nothing else than Python. */
export const MAKE_VENV = "tools/make_venv.py";

/** Where a Python project's packages are. */
export const SOURCES = "src";
