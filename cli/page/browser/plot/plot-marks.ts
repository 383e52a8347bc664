import type uPlot from "uplot";
import type { Mark } from "../../model/events.js";
import { themeOf } from "./theme.js";

/** px between two texts. */
const ROOM = 110;
const MOST_CHARACTERS = 48;

/** Lines where the data breaks off, with the reason; where there is no room for all texts, the newest stays. */
export function drawMarks(plot: uPlot, marks: readonly Mark[]): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const { warn } = themeOf();
  let free = Infinity;
  ctx.save();
  ctx.strokeStyle = warn;
  ctx.fillStyle = warn;
  ctx.lineWidth = ratio;
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  ctx.setLineDash([4 * ratio, 4 * ratio]);
  for (const { at, reason } of marks.toReversed()) {
    const x = plot.valToPos(at, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (x > free) continue;
    free = x - ROOM * ratio;
    const isAtEdge = x > bbox.left + bbox.width * 0.75;
    ctx.textAlign = isAtEdge ? "right" : "left";
    ctx.fillText(reason.slice(0, MOST_CHARACTERS), x + (isAtEdge ? -4 : 4) * ratio, bbox.top + 12 * ratio);
  }
  ctx.restore();
}
