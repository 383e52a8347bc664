/**
 * In a system without a locale, Chromium names one that its own `Intl` refuses (`en-US@posix`); uPlot asks for the format of its
 * numbers when it is loaded. The build puts this before all imports (build/page.ts).
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, "language", { value: "en-US" });
}
