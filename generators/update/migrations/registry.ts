import { nameInTests } from "./001-name-in-tests.js";
import type { Migration } from "./migration.js";

/** In the order of their numbers. */
export const MIGRATIONS: readonly Migration[] = [nameInTests];

export function migrationsFor(language: string, all: readonly Migration[] = MIGRATIONS): readonly Migration[] {
  return all.filter((migration) => migration.language === undefined || migration.language === language);
}
