import { EddyError } from '../diagnostics/index.ts';

/** One condition of a label selector; all of them must hold. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** A label selector as a list of requirements; the empty list selects everything. */
export type LabelSelector = readonly LabelRequirement[];

/** The selector that `matchLabels` and `matchExpressions` of an object mean. */
export function labelSelector(
  matchLabels: Readonly<Record<string, string>> | undefined,
  matchExpressions: readonly { readonly key: string; readonly operator: LabelRequirement['operator']; readonly values?: readonly string[] }[] = [],
): LabelSelector {
  const equal = Object.entries(matchLabels ?? {}).map(([key, value]) => ({ key, operator: 'In' as const, values: [value] }));
  return [...equal, ...matchExpressions.map(({ key, operator, values }) => ({ key, operator, values: values ?? [] }))];
}

/** Whether labels meet every requirement. As in Kubernetes, `NotIn` holds where the label is absent. */
export function matchesLabels(selector: LabelSelector, labels: Readonly<Record<string, string>> | undefined): boolean {
  return selector.every(({ key, operator, values }) => {
    const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
    }
  });
}

const KEY = String.raw`[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?`;
const SET_BASED = new RegExp(String.raw`^(${KEY})\s+(in|notin)\s*\(([^()]*)\)$`);
const EQUALITY = new RegExp(String.raw`^(${KEY})\s*(==?|!=)\s*([-A-Za-z0-9_.]*)$`);
const PRESENCE = new RegExp(String.raw`^(!?)\s*(${KEY})$`);

/**
 * Reads the text form: `app=web,tier!=cache,env in (a, b),!legacy`.
 *
 * @throws EddyError SelectorInvalid naming the requirement that cannot be read.
 */
export function parseLabelSelector(text: string): LabelSelector {
  // Requirements are separated by commas outside of parentheses.
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim());
  return parts.filter((part) => part !== '').map(parseRequirement);
}

function parseRequirement(text: string): LabelRequirement {
  const set = SET_BASED.exec(text);
  if (set !== null) {
    const values = set[3]!.split(',').map((value) => value.trim());
    return { key: set[1]!, operator: set[2] === 'in' ? 'In' : 'NotIn', values };
  }
  const equality = EQUALITY.exec(text);
  if (equality !== null) return { key: equality[1]!, operator: equality[2] === '!=' ? 'NotIn' : 'In', values: [equality[3]!] };
  const presence = PRESENCE.exec(text);
  if (presence !== null) return { key: presence[2]!, operator: presence[1] === '!' ? 'DoesNotExist' : 'Exists', values: [] };
  throw new EddyError('SelectorInvalid', `label selector requirement "${text}" cannot be read`, {
    hint: 'write key=value, key!=value, key in (a, b), key notin (a, b), key or !key',
  });
}
