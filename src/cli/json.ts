import type { Warning } from '../controllers/base/index.ts';
import type { EddyError, ObjectRef, Position } from '../diagnostics/index.ts';

/** The version that every JSON report of eddy carries; it changes when a field is renamed, removed, or means something else. */
export const JSON_VERSION = 'eddy/v1';

/** A JSON report: its version and kind, then its own fields. */
export function report(kind: string, fields: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ apiVersion: JSON_VERSION, kind, ...fields }, undefined, 2)}\n`;
}

/** A ref as reports hold it; `namespace` is absent for a cluster-scoped object. */
export function refJson({ apiVersion, kind, namespace, name }: ObjectRef): Record<string, string> {
  return { apiVersion, kind, ...(namespace === undefined || namespace === '' ? {} : { namespace }), name };
}

/** A fault as reports hold it. */
export function errorJson(error: EddyError): Record<string, unknown> {
  const { code, message, object, at, hint, notes } = error;
  return faultJson({ code, message, object, at, hint, notes });
}

/** A warning as reports hold it. */
export function warningJson(warning: Warning): Record<string, unknown> {
  return faultJson({ notes: [], ...warning });
}

function faultJson(fault: {
  readonly code: string;
  readonly message: string;
  readonly object?: ObjectRef | undefined;
  readonly at?: Position | undefined;
  readonly hint?: string | undefined;
  readonly notes: EddyError['notes'];
}): Record<string, unknown> {
  return {
    code: fault.code,
    message: fault.message,
    object: fault.object === undefined ? undefined : refJson(fault.object),
    at: fault.at,
    hint: fault.hint,
    notes: fault.notes.length === 0 ? undefined : fault.notes,
  };
}
