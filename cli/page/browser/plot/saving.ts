import { csvOf } from "../../model/csv.js";
import { frameLine } from "../../model/frame-line.js";
import type { Observed } from "../../model/observed.js";
import { save } from "../elements/dom.js";
import { colourOf, themeOf } from "./theme.js";

/** px of a line below the picture. */
const LINE = 20;

export function saveCsv(observed: Observed): void {
  save(fileName(observed, "csv"), new Blob([csvOf(observed.frames.newest())], { type: "text/csv" }));
}

/** As `dev --record` writes them: `dev --replay` and `plot` show them again. */
export function saveLines(observed: Observed): void {
  const lines = observed.frames.newest().map((frame) => `${frameLine(frame)}\n`);
  save(fileName(observed, "jsonl"), new Blob(lines, { type: "application/jsonl" }));
}

/** The picture with its paper, and the names of the curves below it. */
export function savePng(observed: Observed, picture: HTMLCanvasElement, hidden: ReadonlySet<string>): void {
  const ratio = devicePixelRatio;
  const names = [...observed.series.keys()].filter((name) => !hidden.has(name));
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height + (names.length + 1) * LINE * ratio;
  const context = canvas.getContext("2d");
  if (context === null) return;
  const { paper, ink } = themeOf();
  context.fillStyle = paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0);
  context.font = `${13 * ratio}px system-ui, sans-serif`;
  names.forEach((name, index) => {
    const y = picture.height + (index + 0.7) * LINE * ratio;
    context.fillStyle = colourOf(observed.colours.of(name));
    context.fillRect(20 * ratio, y - 9 * ratio, 10 * ratio, 10 * ratio);
    context.fillStyle = ink;
    context.fillText(name, 38 * ratio, y);
  });
  canvas.toBlob((blob) => blob !== null && save(fileName(observed, "png"), blob), "image/png");
}

function fileName({ plugin }: Observed, extension: string): string {
  const time = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  return `${plugin.name.replace(/\.\w+$/, "")}-${time}.${extension}`;
}
