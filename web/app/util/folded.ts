const marks = /\p{M}+/gu;

/** Text as the server searches it: lower case and without accents, so that "zoe" finds Zoë. */
export function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(marks, '').toLowerCase();
}
