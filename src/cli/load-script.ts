import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';

/**
 * Loads a bundle (a CommonJS file) with the code that V8 compiled on an earlier run: compiling takes longer than most commands run.
 *
 * The code lies beside the bundle, where the build put it (`FILE.code`), or in `cacheDir`, where the first run of another Node keeps it.
 * V8 refuses code of another version or other flags; nothing but time is lost then, and when nothing can be kept.
 *
 * @param file - The absolute path of the bundle.
 * @param atExit - Runs a step when the process ends: by then V8 has compiled what the command needs.
 * @returns What the bundle exports.
 */
export function loadScript(file: string, cacheDir: string, atExit: (step: () => void) => void = (step) => process.once('exit', step)): unknown {
  const shipped = compile(file, readIfThere(codeFile(file)));
  if (shipped.cachedDataRejected === false) return evaluate(shipped, file);
  const { mtimeMs, size } = statSync(file);
  const kept = join(cacheDir, 'code', `${basename(file)}-${process.version}-${process.arch}-${String(mtimeMs)}-${String(size)}`);
  const code = readIfThere(kept);
  const script = code === undefined ? shipped : compile(file, code);
  // Code that was kept and refused (this process has other flags) stays: it serves the common case.
  if (code === undefined) {
    atExit(() => {
      keep(kept, script);
    });
  }
  return evaluate(script, file);
}

/** Where the build puts compiled code. */
export function codeFile(file: string): string {
  return `${file}.code`;
}

/** The script of a bundle, which the bundler writes in ASCII: a function that takes what CommonJS gives a module. Also what the build compiles. */
export function compile(file: string, code: Buffer | undefined): Script {
  return new Script(`(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'latin1')}\n})`, { filename: file, ...(code === undefined ? {} : { cachedData: code }) });
}

/** Runs a script of `compile`, once, and gives what it exports. */
export function evaluate(script: Script, file: string): unknown {
  const module = { exports: {} };
  const start = script.runInThisContext() as (...given: unknown[]) => void;
  start(module.exports, createRequire(file), module, file, dirname(file));
  return module.exports;
}

/** Writes the compiled code in one step, so that no run reads half of it. */
function keep(file: string, script: Script): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const fresh = `${file}.${String(process.pid)}`;
    writeFileSync(fresh, script.createCachedData());
    renameSync(fresh, file);
  } catch {
    // A cache folder that cannot be written costs time, nothing else.
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
