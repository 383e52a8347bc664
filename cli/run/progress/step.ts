import type { Progress, ProgressStep } from "./progress.js";

/** Shows work while it runs, and how it ended. */
export async function inStep<T>(
  progress: Progress,
  title: string,
  work: (step: ProgressStep) => Promise<T>,
): Promise<T> {
  const step = progress.step(title);
  try {
    const result = await work(step);
    step.succeed();
    return result;
  } catch (error) {
    step.fail();
    throw error;
  }
}
