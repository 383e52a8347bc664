import { OPTIONS } from "./.dependency-cruiser.mjs";

/**
 * No circle of files or of folders. Apart from the arrows, and looked at after them: one arrow that goes up makes dozens of circles.
 *
 * @type {import("dependency-cruiser").IConfiguration}
 */
export default {
  forbidden: [
    { name: "circle-of-files", severity: "error", from: {}, to: { circular: true } },
    { name: "circle-of-folders", severity: "error", scope: "folder", from: {}, to: { circular: true } },
  ],
  options: OPTIONS,
};
