/**
 * Remembers what a pure function answers, so that the same question costs a lookup.
 *
 * @param max - How many answers are kept; with one more, all are forgotten, which costs nothing but time.
 */
export function remembered<V extends object>(max: number, compute: (key: string) => V): (key: string) => V {
  const known = new Map<string, V>();
  return (key) => {
    let answer = known.get(key);
    if (answer === undefined) {
      // A copy: V8 makes a part of a text a view of it, which would keep all of the text.
      const own = JSON.parse(JSON.stringify(key)) as string;
      answer = compute(own);
      if (known.size >= max) known.clear();
      known.set(own, answer);
    }
    return answer;
  };
}
