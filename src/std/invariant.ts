/** Asserts something about eddy itself. @throws Error when the assumption is broken: a defect of eddy, not of its input. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (condition === false || condition == null) throw new Error(`broken invariant: ${message}`);
}
