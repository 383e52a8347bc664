const THIS = `${process.platform}-${process.arch}`;
const PLATFORM = /(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-\w+/;
const isForeign = (name) => (PLATFORM.exec(name)?.[0] ?? THIS) !== THIS;
const isNightly = (version) => version.includes("-");

/** Takes what `matches` out of an object. */
const without = (object, matches) =>
  Object.fromEntries(Object.entries(object ?? {}).filter((entry) => !matches(...entry)));

/**
 * A filter of verdaccio's: no package has programs for other platforms, or nightly versions. That is less to read for each package
 * manager, and for Yarn 1, which downloads the programs of all platforms before it looks at them, 300 MB less to fetch.
 */
module.exports = () => ({
  async filter_metadata(manifest) {
    if (isNightly(manifest["dist-tags"]?.latest ?? "")) return manifest;
    const versions = without(manifest.versions, isNightly);
    for (const version of Object.values(versions)) {
      if (version.optionalDependencies) version.optionalDependencies = without(version.optionalDependencies, isForeign);
    }
    return { ...manifest, versions, "dist-tags": without(manifest["dist-tags"], (_, version) => isNightly(version)) };
  },
});
