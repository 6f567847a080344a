import { expect, test } from 'vitest';
import { slugify } from './slugify.ts';

// The answers of gosimple/slug v1.15.0, which makes names of texts in Go.
test.each([
  ['Team One', 'team-one'],
  ['feat/UI_footer', 'feat-ui_footer'],
  ['  --a__b--  ', 'a__b'],
  ['a&b @c', 'aandb-atc'],
  ['Ünïcode Ärger ß', 'unicode-arger-ss'],
  ['it\'s "ok"', 'its-ok'],
  ['v1.2.3+meta', 'v1-2-3-meta'],
  ['a–b—c', 'a-b-c'],
  ['50% off', '50-off'],
  ['', ''],
  ['_x_', 'x'],
  ['ø Ł đ œ æ þ', 'o-l-d-oe-ae-th'],
  ['½', '1-2'],
  ['a\tb\nc', 'a-b-c'],
  ['ﬁ', 'fi'],
])('%j becomes %j', (text, want) => {
  expect(slugify(text)).toBe(want);
});
