const browsers: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'Mac'],
  [/Linux|X11/, 'Linux'],
];

/** What a person calls the device; what it says of itself may be anything, so the rest is shown as it is. */
export function deviceName(userAgent: string | null): string {
  if (!userAgent) {
    return 'An unknown device';
  }
  const known = (table: [RegExp, string][]) => table.find(([form]) => form.test(userAgent))?.[1];
  const [browser, system] = [known(browsers), known(systems)];
  return browser && system ? `${browser} on ${system}` : (browser ?? system ?? userAgent.slice(0, 60));
}
