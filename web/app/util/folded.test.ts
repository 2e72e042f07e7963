import { describe, expect, it } from 'vitest';
import { folded } from './folded';

describe('folded text', () => {
  it.each([
    ['Zoë', 'zoe'],
    ['ZOË Ångström', 'zoe angstrom'],
    // Typed as one character or as a letter and a mark.
    ['Zoe\u0308', 'zoe'],
    ['Łukasz', 'łukasz'],
    ['', ''],
  ])('%s reads as %s', (text, expected) => {
    expect(folded(text)).toBe(expected);
  });
});
