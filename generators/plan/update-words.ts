import { GENERATOR } from "../version.js";

/** What each project's README says of newer templates, a paragraph in markdown. */
export const UPDATE_WORDS = `\`npx ${GENERATOR.name}@latest update\` brings this project to the newest templates and the newest SDK, and keeps what you have
changed. \`update --dry-run\` shows first what would happen. \`update --undo\` takes the update back.`;
