import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser } from './support/browser.js';
import { startDemo } from './support/demo.js';
import { shutsNobodyOut } from './support/measures.js';
import { agree, client, startProvider } from './support/provider.js';
import { signIn } from './support/screens.js';
import { eventually } from './support/server.js';

/** People come in by their company's own sign-in: a real provider, at another site than the product. */
describe('single sign-on', () => {
  let demo;
  let browser;
  let provider;
  let url;
  let domain;

  before(async () => {
    provider = await startProvider();
    demo = await startDemo({ SIGHTLINE_OUTBOUND_INTERNAL_HOSTS: '127.0.0.1' });
    url = demo.url.replace('127.0.0.1', 'localhost');
    domain = who('SALES_REP').email.split('@')[1];
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
    await provider?.stop();
  });

  const who = (role) => demo.signIns.find((person) => person.role === role);
  const dialog = (page) => page.getByRole('dialog');
  const tab = (page, name) => page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name });

  async function administrator() {
    const page = await browser.person();
    await signIn(page, url, who('ADMIN'));
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Admin' }).click();
    return page;
  }

  /** Types the e-mail, follows the button that then appears, and signs in as somebody at the provider. */
  async function comeIn(page, as, typed = as) {
    await page.goto(url);
    await page.getByLabel('E-mail').fill(typed);
    await page.getByRole('button', { name: 'Continue with Company ID' }).click();
    await agree(page, provider.issuer, as);
  }

  it('an administrator adds the company’s provider, and sees that it answers', async () => {
    const page = await administrator();
    await tab(page, 'Sign-in').click();
    await page.getByText('There is no provider yet').waitFor();
    await shutsNobodyOut(page);
    await page.getByRole('button', { name: 'Add a provider' }).click();
    await dialog(page).getByRole('radio', { name: 'Another' }).click({ force: true });
    provider.allow((await page.getByTestId('redirect-uri').innerText()).trim());
    await page.getByLabel(/^Name/).fill('Company ID');
    await page.getByLabel(/^Issuer/).fill(`${provider.issuer}/.well-known/openid-configuration`);
    await page.getByLabel('Application (client) id').fill(client.id);
    await page.getByLabel(/^Client secret/).fill(client.secret);
    await page.getByLabel(/^E-mail domains/).fill(domain);
    await shutsNobodyOut(page);
    await page.getByRole('button', { name: 'Add the provider' }).click();
    const row = page.getByTestId('providers').getByRole('listitem', { name: 'Company ID' });
    await row.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('heading', { name: 'Company ID answers' }).waitFor();
    await shutsNobodyOut(page);
    assert.match(await page.getByTestId('findings').innerText(), new RegExp(`calls itself ${provider.issuer}`));
    await page.getByRole('button', { name: 'Close' }).click();
    assert.equal((await page.content()).includes(client.secret), false);
    await page.context().close();
  });

  it('somebody whom the sync knows comes in by it, to the page they wanted', async () => {
    const seller = who('SALES_REP');
    const page = await browser.person();
    await page.goto(`${url}/opportunities?scope=mine`);
    await page.getByLabel('E-mail').fill(seller.email);
    await page.getByRole('button', { name: 'Continue with Company ID' }).waitFor();
    await shutsNobodyOut(page);
    await page.getByRole('button', { name: 'Continue with Company ID' }).click();
    await agree(page, provider.issuer, seller.email);
    await page.waitForURL(`${url}/opportunities?scope=mine`);
    await page.getByRole('table', { name: 'Opportunities', exact: true }).locator('tbody tr[aria-label]').first().waitFor();
    await page.getByRole('button', { name: /your menu/ }).click();
    await page.getByText(seller.email).first().waitFor();
    await page.context().close();
  });

  it('a newcomer waits, an administrator approves them, and their page opens by itself', async () => {
    const newcomer = `newcomer@${domain}`;
    const page = await browser.person();
    await comeIn(page, newcomer);
    await page.getByRole('heading', { name: 'Your account waits for approval' }).waitFor();
    await page.getByText(`You are signed in as ${newcomer}`).waitFor();
    assert.equal(await page.getByTestId('kpi-open').count(), 0);
    await shutsNobodyOut(page);

    const admin = await administrator();
    await tab(admin, 'People').click();
    await admin.getByText('1 person waits for your approval.').waitFor();
    await shutsNobodyOut(admin);
    await admin.getByLabel(`Role for ${newcomer}`).selectOption('SALES_REP');
    await admin.getByRole('button', { name: 'Approve' }).click();
    await dialog(admin).getByRole('button', { name: 'Approve as sales' }).click();
    await dialog(admin).waitFor({ state: 'detached' });
    await eventually('nobody waits any more', async () => (await admin.getByText(/waits for your approval/).count()) === 0);
    await tab(admin, 'Audit').click();
    await admin.getByTestId('audit').getByRole('listitem', { name: 'Approved' }).first().waitFor();
    await admin.getByTestId('audit').getByRole('listitem', { name: 'Tied to a sign-in provider' }).first().waitFor();
    await admin.context().close();

    await page.getByRole('heading', { name: 'Sales dashboard' }).waitFor({ timeout: 30_000 });
    await page.getByTestId('kpi-open').waitFor();
    await page.context().close();
  });

  it('whoever has an address of another company stays outside and is told why', async () => {
    const page = await browser.person();
    await comeIn(page, 'stranger@elsewhere.test', `anybody@${domain}`);
    await page.getByText('Your e-mail address is not one that may sign in this way').waitFor();
    await page.getByLabel('E-mail').fill('stranger@elsewhere.test');
    await page.getByRole('button', { name: 'Continue with Company ID' }).waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('once it is disabled nobody comes in by it, and whoever did is outside', async () => {
    const seller = who('SALES_REP');
    const inside = await browser.person();
    await comeIn(inside, seller.email);
    await inside.getByTestId('kpi-open').waitFor();
    const page = await administrator();
    await tab(page, 'Sign-in').click();
    await page.getByRole('button', { name: 'More for Company ID' }).click();
    await page.getByText('Disable', { exact: true }).click();
    await dialog(page).getByRole('button', { name: 'Disable' }).click();
    await page.getByTestId('providers').getByText('Disabled').waitFor();
    await inside.goto(`${url}/opportunities`);
    await inside.getByLabel('E-mail').fill(seller.email);
    // The password still works; the button is gone.
    await inside.getByLabel('Password').fill(seller.password);
    await inside.getByRole('button', { name: 'Sign in' }).click();
    await inside.getByRole('table', { name: 'Opportunities', exact: true }).waitFor();
    await inside.context().close();
    await page.context().close();
  });
});
