import { createHmac } from 'node:crypto';
import { eventually } from './server.js';

/** What a person does on the screens, in their words. */

export async function signIn(page, url, person) {
  await page.goto(url);
  await enter(page, person);
  await isInside(page);
}

/** Signed in, and what there is to see is there; where nothing is connected yet, that are no figures. */
export async function isInside(page) {
  await page.getByRole('heading', { name: 'Sales dashboard' }).waitFor();
  await page.getByTestId('kpi-open').or(page.getByTestId('no-source')).first().waitFor();
}

/** Fills in the form to sign in, wherever it leads. */
export async function enter(page, { email, password }) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** An administrator's page of the organisation's people, in a browser of its own. */
export async function peoplePage(browser, url, administrator) {
  const page = await browser.person();
  await signIn(page, url, administrator);
  await page.goto(`${url}/admin/people`);
  await page.getByRole('button', { name: 'Invite somebody' }).waitFor();
  return page;
}

/** On the platform's page of organisations: fills in the form of a new one, which its button then makes. */
export async function describeOrganization(page, { name, slug, administrator }) {
  await page.getByRole('button', { name: 'Make an organisation' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel(/^Short name/).fill(slug);
  await page.getByLabel(/^E-mail of its first/).fill(administrator);
}

/** Goes on in another organisation of whoever is signed in. */
export async function goOnIn(page, organization) {
  await page.getByRole('button', { name: /your menu/ }).click();
  const opened = page.waitForEvent('load');
  await page.getByRole('list', { name: 'Organisations' }).getByRole('button', { name: organization }).click();
  // The page is opened anew there; whoever goes elsewhere before that stays where they are.
  await opened;
}

/** The code that an authenticator app shows for a secret in Base32 (RFC 6238). */
export function appCode(secret, at = Date.now()) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(/[\s=]/g, '')].map((each) => letters.indexOf(each).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  const number = hash.readUInt32BE(hash[19] & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** The exact number behind a key figure. */
export async function keyFigure(page, id) {
  return Number(await page.getByTestId(`kpi-${id}`).getAttribute('data-value'));
}

/** Chooses Mine, Team or Both; the address carries it. */
export async function choose(page, scope) {
  await page.getByRole('radio', { name: scope, exact: true }).click({ force: true });
  const value = scope.toLowerCase();
  await page.waitForURL((url) => (url.searchParams.get('scope') ?? 'both') === value);
}

/** The ids of all rows of the opportunity table that is open, however many pages they come in. */
export async function allRows(page) {
  const table = page.getByRole('table', { name: 'Opportunities', exact: true });
  await table.locator('tbody tr[aria-label]').first().waitFor();
  const total = digits(await page.getByTestId('total-count').innerText());
  const links = table.locator('tbody tr[aria-label] td:first-child a');
  await eventually(
    `${total} rows are shown`,
    async () => {
      if ((await links.count()) >= total) return true;
      await links.last().scrollIntoViewIfNeeded();
      return false;
    },
    40,
  );
  const hrefs = await links.evaluateAll((anchors) => anchors.map((anchor) => anchor.getAttribute('href')));
  return hrefs.map((href) => Number(href.match(/\/opportunities\/odoo-(\d+)/)[1])).sort((a, b) => a - b);
}

/** The number in a text of one number. */
export function digits(text) {
  return Number(text.replace(/[^0-9]/g, ''));
}
