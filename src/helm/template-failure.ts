import { EddyError, TextFile, type Note } from '../diagnostics/index.ts';
import { TemplateError } from '../lang/gotemplate/index.ts';
import { trimSpace } from './split-manifests.ts';

const FAIL_START = 'HELM_ERR_START';
const FAIL_END = 'HELM_ERR_END';

/** Marks the message of `fail` and `required`, so that it can be found again in the error that Go wraps around it. */
export function markFailure(message: string): string {
  return FAIL_START + message + FAIL_END;
}

/** The error for a template that does not parse, in Helm's words. Follows Helm 4.2.2 `engine.cleanupParseError`. */
export function parseFailure(name: string, error: TemplateError): EddyError {
  const parts = error.message.split(': ');
  const message = parts.length === 1 ? `parse error in (${name}): ${error.message}` : `parse error at (${parts[1]!}): ${parts.at(-1)!}`;
  return new EddyError(error.fault === 'limit' ? 'HelmTemplateLimit' : 'HelmTemplateSyntax', message, placeDetails([error]));
}

/** The error for a template that fails while it runs, in Helm's words. Follows Helm 4.2.2 `engine.reformatExecErrorMsg`. */
export function executionFailure(error: TemplateError): EddyError {
  const chain = templateErrors(error);
  if (error.fault === 'limit') return new EddyError('HelmTemplateLimit', error.message, placeDetails(chain));
  const parts = splitFirst(error.message, ': ', 3);
  if (parts.length !== 3) return new EddyError('HelmTemplateExecution', error.message, placeDetails(chain));
  const location = parts[1]!;
  const failed = failureMessage(parts[2]!);
  if (failed !== undefined) return new EddyError('HelmTemplateFail', `execution error at (${location}): ${failed}`, placeDetails(chain));
  return new EddyError('HelmTemplateExecution', tracedMessage(error) ?? error.message, placeDetails(chain));
}

/** The text between the first mark and the last one. */
function failureMessage(text: string): string | undefined {
  const start = text.indexOf(FAIL_START);
  const end = text.lastIndexOf(FAIL_END);
  return start === -1 || end < start ? undefined : text.slice(start + FAIL_START.length, end);
}

/** The errors of the nested templates, outermost first. */
function templateErrors(error: TemplateError): TemplateError[] {
  const chain: TemplateError[] = [];
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    if (current instanceof TemplateError) chain.push(current);
  }
  return chain;
}

/** One paragraph per nested template; undefined when a link of the chain is no template error, whose text then stands as it is. */
function tracedMessage(error: TemplateError): string | undefined {
  const traces: string[] = [];
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const trace = traceOf(current.message);
    if (trace === undefined) return undefined;
    if (traces.at(-1) !== trace) traces.push(trace);
  }
  return trimSpace(traces.join(''));
}

/**
 * Takes Go's text of a template error apart: `template: NAME:L:C: executing "X" at <NODE>: MESSAGE`.
 *
 * Answers place, node and message on lines of their own.
 */
function traceOf(text: string): string | undefined {
  if (!text.startsWith('template: ')) return undefined;
  const rest = text.slice('template: '.length);
  if (rest.startsWith('no template ')) return `${text}\n`;
  const executing = rest.indexOf(': executing ');
  if (executing !== -1) {
    const found = /^"([^"]*)" at <([^]*?)>: ([^]*)$/.exec(rest.slice(executing + ': executing '.length));
    if (found !== null) return traceText(rest.slice(0, executing), found[3]!, `executing "${found[1]!}" at <${found[2]!}>:`);
  }
  const colon = rest.lastIndexOf(': ');
  return colon === -1 ? undefined : traceText(rest.slice(0, colon), rest.slice(colon + 2), '');
}

function traceText(location: string, message: string, executing: string): string {
  const cut = message.indexOf(' template:');
  const shown = cut === -1 ? message : message.slice(0, cut);
  return (location === '' ? '' : `${location}\n  `) + (executing === '' ? '' : `${executing}\n    `) + (shown === '' ? '' : `${shown}\n`);
}

function splitFirst(text: string, separator: string, limit: number): string[] {
  const parts = text.split(separator);
  return parts.length <= limit ? parts : [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

/** eddy's own part of the error: the innermost place, and the outer ones as notes. */
function placeDetails(chain: readonly TemplateError[]): ConstructorParameters<typeof EddyError>[2] {
  const places = chain.flatMap((error) => {
    if (error.place === undefined) return [];
    const file = new TextFile(error.place.source, error.place.text);
    return [{ error, file, at: file.positionAt(error.place.span) }];
  });
  const inner = places.at(-1);
  const notes: Note[] = places.slice(0, -1).map(({ error, at }) => ({ message: `included from "${error.template}"`, at }));
  return {
    at: inner?.at,
    sourceLine: inner?.file.lineText(inner.at.line),
    hint: chain.findLast((error) => error.hint !== undefined)?.hint,
    notes: notes.reverse(),
    cause: chain[0],
  };
}
