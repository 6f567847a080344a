/** What a step gives, or throws, as a promise. */
export function promised<T>(step: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(step());
  });
}
