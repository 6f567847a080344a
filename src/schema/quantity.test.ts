import { describe, expect, test } from 'vitest';
import { canonicalQuantity } from './quantity.ts';

// Answers of resource.ParseQuantity(text).String() of k8s.io/apimachinery v0.36.1.
const CASES: readonly (readonly [string, string | undefined])[] = [
  ['0.5', '500m'],
  ['1024Mi', '1Gi'],
  ['1000m', '1'],
  ['100m', '100m'],
  ['1.5Gi', '1536Mi'],
  ['1.1Ki', '1126400m'],
  ['512', '512'],
  ['0', '0'],
  ['0.0', '0'],
  ['1e3', '1e3'],
  ['1E3', '1E3'],
  ['12e6', '12e6'],
  ['1.5e-3', '1500e-6'],
  ['-0.5', '-500m'],
  ['+1', '+1'],
  ['.5', '500m'],
  ['5.', '5.'],
  ['1n', '1n'],
  ['0.1n', '1n'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
  ['1Ei', '1Ei'],
  ['1E', '1E'],
  ['100Ki', '100Ki'],
  ['1023', '1023'],
  ['1025Ki', '1025Ki'],
  ['0.5Gi', '512Mi'],
  ['0.0005Ki', '512m'],
  ['1e21', '1e21'],
  ['10000k', '10M'],
  ['1500m', '1500m'],
  ['2000M', '2G'],
  ['1.234567891234', '1234567892n'],
  ['1e-20', '1e-9'],
  ['1e0', '1e0'],
  ['-1Ki', '-1Ki'],
  ['1e+3', '1e+3'],
  ['0Ki', '0'],
  ['1000Ki', '1000Ki'],
  ['500e-3', '500e-3'],
  ['1kk', undefined],
  ['', undefined],
  ['m', '0'],
  ['1 ', undefined],
  ['1Zi', undefined],
  ['--1', undefined],
  ['100000000000000000000Gi', '9223372036854775807'],
];

describe('canonicalQuantity', () => {
  test.each(CASES)('%j is written %j', (text, want) => {
    expect(canonicalQuantity(text)).toBe(want);
  });
});
