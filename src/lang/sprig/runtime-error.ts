import { GoError } from '../govalue/index.ts';

/** A panic of Go's runtime, as it reads once text/template has caught it. */
export function runtimeError(message: string): GoError {
  return new GoError(`runtime error: ${message}`);
}

/** What a function does that looks at the type of nil. */
export function nilDereference(): GoError {
  return runtimeError('invalid memory address or nil pointer dereference');
}
