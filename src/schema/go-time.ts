const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d+)?(Z|[+-]\d\d:\d\d)$/;

/** A `metav1.Time` as it is written: RFC 3339 in UTC without fractions. Undefined for any other text. */
export function canonicalTime(text: string): string | undefined {
  return utcText(text)?.replace(/\.\d+Z$/, 'Z');
}

/** A `metav1.MicroTime` as it is written: RFC 3339 in UTC with six digits of fraction. */
export function canonicalMicroTime(text: string): string | undefined {
  const fraction = RFC3339.exec(text)?.[1]?.slice(1) ?? '';
  return utcText(text)?.replace(/\.\d+Z$/, `.${fraction.slice(0, 6).padEnd(6, '0')}Z`);
}

function utcText(text: string): string | undefined {
  if (!RFC3339.test(text)) return undefined;
  const instant = Date.parse(text.replace(',', '.'));
  return Number.isNaN(instant) ? undefined : new Date(instant).toISOString();
}
