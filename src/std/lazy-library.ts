/** Thrown by a synchronous step that lacks something, such as a remote file; `withLibraries` brings it and runs the step once more. */
export class Needed extends Error {
  readonly load: () => Promise<void>;

  constructor(message: string, load: () => Promise<void>) {
    super(message);
    this.load = load;
  }
}

/**
 * Heavy libraries in synchronous engines.
 *
 * An engine asks `library.get()`. The first time the library is not there yet, and unless the program can load it at once, `LibraryNeeded` is
 * thrown; `withLibraries` (used by whoever may be async) loads it and runs the engine once more. Engines are pure, so running one twice is safe.
 */
export class LibraryNeeded extends Needed {
  constructor(name: string, load: () => Promise<void>) {
    super(`library "${name}" is not loaded yet`, load);
  }
}

/** A library that is loaded when first needed. */
export interface LazyLibrary<T> {
  /** The loaded library. @throws LibraryNeeded when it has to be loaded first. */
  get(): T;
  /** Loads it, once. */
  load(): Promise<T>;
}

/** Loads a library by its name at once; undefined where it has to be waited for. */
export type LoadNow = (name: string) => unknown;

let loadNow: LoadNow | undefined;

/** Lets libraries be loaded at once: no engine has to run twice then. For programs that have them as scripts; `import()` makes one wait. */
export function loadLibrariesWith(load: LoadNow): void {
  loadNow = load;
}

/** Declares a library to load on demand: `lazyLibrary('re2js', () => import('re2js'))`. */
export function lazyLibrary<T>(name: string, load: () => Promise<T>): LazyLibrary<T> {
  let loaded: { readonly value: T } | undefined;
  const once = async (): Promise<T> => {
    loaded ??= { value: await load() };
    return loaded.value;
  };
  return {
    get: () => {
      if (loaded !== undefined) return loaded.value;
      const value = loadNow?.(name) as T | undefined;
      if (value === undefined) throw new LibraryNeeded(name, async () => {
        await once();
      });
      loaded = { value };
      return value;
    },
    load: once,
  };
}

/** Runs a step, which has to bear being run twice, and brings each library (or whatever else) it turns out to need. Any other error passes through. */
export async function withLibraries<T>(step: () => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof Needed)) throw error;
      await error.load();
    }
  }
}
