/** What a canvas is drawn with: it does not see the style sheet. */
export interface Theme {
  readonly isDark: boolean;
  readonly ink: string;
  readonly grid: string;
  readonly paper: string;
  readonly warn: string;
}

const LIGHT: Theme = { isDark: false, ink: "#4a5260", grid: "#e3e6eb", paper: "#ffffff", warn: "#8a4b00" };
const DARK: Theme = { isDark: true, ink: "#b4bcc9", grid: "#2e3540", paper: "#1a1e25", warn: "#f0b060" };

/** Contrast with the paper of 4.5 : 1 or more, each. */
const COLOURS = {
  light: ["#1f6fb4", "#b3471d", "#2b7a3d", "#8a3ab9", "#8a6000", "#b5256b", "#0b7480", "#5050c8", "#656500", "#a02c2c"],
  dark: ["#6bb4f0", "#f0956a", "#74c98a", "#cf9bf0", "#e0b34a", "#f07fb4", "#5cc8d4", "#a8a8ff", "#c9c95a", "#f08a8a"],
} as const;

const darkScheme = () => matchMedia("(prefers-color-scheme: dark)");

/** As the system has it at the moment. */
export function themeOf(): Theme {
  return darkScheme().matches ? DARK : LIGHT;
}

/** The colour of a curve by its number. */
export function colourOf(number: number): string {
  return COLOURS[darkScheme().matches ? "dark" : "light"][number] ?? COLOURS.light[0];
}
