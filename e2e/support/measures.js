import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** From now on, adds up by how much each page of the context jumps while it loads (cumulative layout shift). */
export async function watchShifts(context) {
  await context.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (!entry.hadRecentInput) {
          window.shifts.push({
            value: entry.value,
            what: entry.sources.map((source) => source.node?.outerHTML?.slice(0, 120) ?? '?'),
          });
        }
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** { total, what }: by how much the page jumped, and what moved. */
export async function shifts(page) {
  const seen = await page.evaluate(() => window.shifts);
  return { total: seen.reduce((sum, { value }) => sum + value, 0), what: seen };
}

/** Every answer of the API comes late, each by another while, as over a slow line: what jumps then shows itself. */
export async function slowLine(context) {
  let turn = 0;
  await context.route('**/api/v2/**', async (route) => {
    turn = (turn * 7 + 3) % 11;
    await new Promise((resolve) => setTimeout(resolve, 20 + turn * 25));
    await route.continue().catch(() => {});
  });
}

/** What a screen reader or a weak eye would trip over on the page, of the serious kinds. */
export async function barriers(page) {
  // Through the debugger and not a script element, which the page's own security policy refuses.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }),
  );
  return found.violations
    .filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    .map((violation) => ({
      rule: violation.id,
      nodes: violation.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 140)} ${node.any[0]?.message ?? ''}`),
    }));
}

/** Nothing on the page is wider than the screen. */
export async function fitsTheScreen(page) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0, `${page.url()} is ${overflow} px wider than the screen`);
}

/** Nothing on the page, as it stands, shuts anybody out: in light nor in dark. */
export async function shutsNobodyOut(page) {
  const found = [];
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await still(page);
    found.push(...(await barriers(page)).map((barrier) => ({ colorScheme, ...barrier })));
  }
  await page.emulateMedia({ colorScheme: null });
  assert.ok(found.length === 0, `${page.url()}: ${JSON.stringify(found, null, 2)}`);
}

/** The last answer is there, and what fades or moves in has arrived: on its way it is paler than it will be. */
async function still(page) {
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const ending = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.all(ending.map((each) => each.finished.catch(() => {})));
  });
}
