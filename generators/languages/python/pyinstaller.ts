import type { Obstacle } from "../../../cli/run/obstacle.js";

/**
 * Python that finds out what PyInstaller will miss on Linux: objdump, and Python's shared library where PyInstaller itself looks for it
 * (PyInstaller/depend/bindepend.py, get_python_library_path). Debian has both in packages of their own. Python 2 has to be able to read
 * it: that one says its version, too.
 */
export const PYINSTALLER_PROBE = `
def lacks_for_build():
    import ctypes, os, shutil, sys, sysconfig
    if sys.platform != "linux":
        return []
    lacks = [] if shutil.which("objdump") else ["objdump"]
    variable = sysconfig.get_config_var
    is_shared = bool(variable("Py_ENABLE_SHARED"))
    name = variable("INSTSONAME") if is_shared else "libpython%d.%d%s.so.1.0" % (tuple(sys.version_info[:2]) + (sys.abiflags,))
    folders = [sys.base_prefix, os.path.join(sys.base_prefix, "lib")] + ([variable("LIBDIR")] if is_shared else [])
    if any(os.path.exists(os.path.join(folder, name)) for folder in folders if folder):
        return lacks
    try:
        if is_shared:
            ctypes.CDLL(name)
            return lacks
    except OSError:
        pass
    return lacks + [name]
`;

/**
 * What is said of each thing that the probe has missed.
 * @param python how the Python is called.
 * @param version of the Python.
 */
export function buildObstacle(missing: string, python: string, [major, minor]: readonly number[]): Obstacle {
  if (missing === "objdump") {
    return {
      message: "objdump is not on the PATH; PyInstaller, which makes the executable, needs it",
      remedy: "install binutils (Debian, Ubuntu: apt install binutils)",
    };
  }
  return {
    message: `${python} has no shared library ${missing}; PyInstaller, which makes the executable, needs it`,
    remedy:
      `on Debian and Ubuntu: apt install libpython${major}.${minor}; ` +
      "a Python that you have compiled needs --enable-shared (pyenv: PYTHON_CONFIGURE_OPTS)",
  };
}
