import { type ProjectLanguage, projectLanguage } from "./project-language.js";
import type { BuildOptions } from "../build/build.js";

export interface MakeOptions extends BuildOptions {
  /** A folder for what is made on the way; it is removed afterwards. */
  readonly work: string;
  /** Where the executable goes, in a folder that is not there yet. */
  readonly made: string;
}

/** How the projects of a language become an executable. */
export interface Recipe {
  /** @throws {UserError} exit code 5, or 4 when a tool is missing. */
  make(options: MakeOptions): Promise<void>;
  /** What an executable that says nothing may lack, as half a sentence. */
  readonly mustSpeak: string;
}

/** One module a language. */
const RECIPES: Readonly<Record<ProjectLanguage, () => Promise<{ readonly recipe: Recipe }>>> = {
  typescript: () => import("./typescript/build.js"),
  python: () => import("./python/build.js"),
};

/** @throws {UserError} exit code 2 when the project's language is none that can be built. */
export async function recipeOf(project: string): Promise<Recipe> {
  const { recipe } = await RECIPES[await projectLanguage(project)]();
  return recipe;
}
