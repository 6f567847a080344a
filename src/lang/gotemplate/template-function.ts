import { contextFn, type ContextFn } from '../govalue/index.ts';
import type { TemplateContext } from './run.ts';

/** Declares a function that gets the running set before its arguments: `templateFn('string', 'any')((context, name, data) => ...)`. */
export const templateFn: ContextFn<TemplateContext> = contextFn;
