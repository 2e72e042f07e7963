import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser } from './support/browser.js';
import { startDemo } from './support/demo.js';
import { fitsTheScreen, shutsNobodyOut } from './support/measures.js';
import { odooClient, visibleOpen } from './support/odoo.js';
import { describeOrganization, enter, goOnIn, keyFigure, signIn } from './support/screens.js';
import { eventually } from './support/server.js';

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** An organisation that begins with nothing connects an Odoo of its own, which happens to be the demo's. */
describe('an organisation’s own connection', () => {
  let demo;
  let browser;
  let odoo;

  before(async () => {
    demo = await startDemo({ SIGHTLINE_OUTBOUND_INTERNAL_HOSTS: '127.0.0.1' });
    browser = await openBrowser();
    odoo = odooClient(demo.odoo);
    const page = await browser.person();
    await page.goto(demo.url);
    await enter(page, demo.addPerson('root@platform.test', 'SUPER_ADMIN'));
    await describeOrganization(page, { name: 'Southwind', slug: 'southwind', administrator: administrator().email });
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByTestId('organizations').getByRole('listitem', { name: 'Southwind' }).waitFor();
    await page.context().close();
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  const administrator = () => demo.signIns.find(({ role }) => role === 'CEO');
  const dialog = (page) => page.getByRole('dialog');
  const region = (page, name) => page.getByRole('region', { name, exact: true });
  const field = (page, name) => dialog(page).getByLabel(name);
  const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

  /** Its administrator, signed in there. */
  async function inSouthwind(options) {
    const page = await browser.person(options);
    await signIn(page, demo.url, administrator());
    await goOnIn(page, 'Southwind');
    return page;
  }

  async function syncPage(options) {
    const page = await inSouthwind(options);
    await page.getByRole('heading', { name: 'Sales dashboard' }).waitFor();
    await page.goto(`${demo.url}/admin/sync`);
    await region(page, 'Connection').getByText('Odoo').first().waitFor();
    return page;
  }

  async function dashboard(page) {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Dashboard', exact: true }).click();
    await page.getByTestId('kpi-open').waitFor();
  }

  it('is missed on the dashboard, and made by who may: what does not work is said at its field and kept nowhere', async () => {
    const page = await inSouthwind();
    await page.getByText('No data yet').waitFor();
    assert.equal(await page.getByTestId('kpi-open').count(), 0, 'no empty charts');
    await shutsNobodyOut(page);
    await page.getByRole('link', { name: 'Connect your Odoo' }).click();
    await region(page, 'Connection').getByText('No Odoo is connected').waitFor();
    assert.equal(await region(page, 'Webhook').count(), 0);
    await shutsNobodyOut(page);

    await press(page, 'Connect your Odoo');
    await shutsNobodyOut(page);
    const { url, database, login, key } = demo.odoo;
    // Nothing listens at port 9 of this machine.
    await field(page, /^Address/).fill('http://127.0.0.1:9');
    await field(page, /^Database/).fill(database);
    await field(page, /^Login/).fill(login);
    await field(page, /^API key/).fill('not the key');
    const refused = async (name, others) => {
      await press(page, 'Connect');
      await eventually(`the fault is at ${name}`, async () => (await field(page, name).getAttribute('aria-invalid')) === 'true');
      for (const other of others) assert.equal(await field(page, other).getAttribute('aria-invalid'), null);
    };
    await refused(/^Address/, [/^Database/, /^Login/, /^API key/]);
    await field(page, /^Address/).fill(url);
    await refused(/^API key/, [/^Address/, /^Database/]);
    await shutsNobodyOut(page);
    assert.equal(await field(page, /^API key/).inputValue(), 'not the key', 'what was typed is kept');
    await field(page, /^Database/).fill('no-such-database');
    await field(page, /^API key/).fill(key);
    await refused(/^Database/, [/^Address/]);
    await press(page, 'Cancel');
    await page.reload();
    await region(page, 'Connection').getByText('No Odoo is connected').waitFor();
    await page.context().close();
  });

  it('once it is made, shows what may be read there, and the figures come', async () => {
    const page = await syncPage();
    await press(page, 'Connect your Odoo');
    const { url, database, login, key } = demo.odoo;
    await field(page, /^Address/).fill(url);
    await field(page, /^Database/).fill(database);
    await field(page, /^Login/).fill(login);
    await field(page, /^API key/).fill(key);
    await press(page, 'Connect');
    await page.getByRole('heading', { name: /is connected$/ }).waitFor({ timeout: 60_000 });
    assert.ok((await page.getByTestId('checked').getByRole('row').count()) > 5);
    await shutsNobodyOut(page);
    await press(page, 'Close');
    const facts = region(page, 'Connection');
    await facts.getByText(url).waitFor();
    assert.match(await facts.innerText(), new RegExp(`by ${administrator().email}`));
    assert.equal((await page.content()).includes(key), false);
    await page.getByTestId('sync-jobs').getByText('First sync').waitFor();
    await shutsNobodyOut(page);

    await dashboard(page);
    const { all } = await visibleOpen(odoo, { email: '', role: 'ADMIN' });
    await eventually('all open deals are there', async () => (await keyFigure(page, 'open')) === all.length, 180);
    await page.context().close();
  });

  it('keeps its key for where it was given for', async () => {
    const page = await syncPage();
    await press(page, 'Change…');
    const key = field(page, /^API key/);
    assert.equal(await key.getAttribute('placeholder'), 'unchanged');
    await field(page, /^Address/).fill('http://127.0.0.1:9');
    assert.equal(await key.getAttribute('placeholder'), null);
    await press(page, 'Save');
    assert.equal(await key.evaluate((input) => input.validity.valueMissing), true);
    await shutsNobodyOut(page);
    await field(page, /^Address/).fill(demo.odoo.url);
    await press(page, 'Save');
    await page.getByRole('heading', { name: /is connected$/ }).waitFor({ timeout: 60_000 });
    await press(page, 'Close');
    await press(page, 'Test');
    await page.getByRole('heading', { name: /answers$/ }).waitFor({ timeout: 60_000 });
    await shutsNobodyOut(page);
    await page.context().close();
  });

  it('has a webhook’s address of its own, shown once, and the one before ends when it is replaced', async () => {
    const page = await syncPage();
    const shown = async (open, make) => {
      await press(page, open);
      await shutsNobodyOut(page);
      await press(page, make);
      const address = (await page.getByTestId('webhook-address').innerText()).trim();
      await shutsNobodyOut(page);
      await press(page, 'I have kept it');
      assert.equal((await page.content()).includes(address), false);
      return address;
    };
    const first = await shown('Make an address…', 'Make it');
    assert.match(first, new RegExp(`^${demo.url}/webhooks/odoo/southwind/`));
    await region(page, 'Webhook').getByText('Not asked for').waitFor();

    const { all } = await visibleOpen(odoo, { email: '', role: 'ADMIN' });
    const deal = all[0];
    const tell = async (address) => {
      const answer = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ _model: 'crm.lead', _id: deal.id }),
      });
      return answer.status;
    };
    await odoo.execute('crm.lead', 'write', [[deal.id], { name: 'Told of by a webhook' }]);
    assert.equal(await tell(first), 202);
    await page.getByTestId('sync-jobs').getByText('One record, told by Odoo').first().waitFor({ timeout: 60_000 });
    const second = await shown('Replace…', 'Replace it');
    assert.notEqual(second, first);
    assert.equal(await tell(first), 404);
    assert.equal(await tell(second), 202);
    await press(page, 'Remove…');
    await press(page, 'Remove the address');
    await region(page, 'Webhook').getByRole('button', { name: 'Make an address…' }).waitFor();
    assert.equal(await tell(second), 404);

    await page.goto(`${demo.url}/opportunities/odoo-${deal.id}`);
    await page.getByRole('heading', { name: 'Told of by a webhook' }).waitFor();
    await page.context().close();
  });

  it('fits a phone', async () => {
    const page = await syncPage({ ...phone, colorScheme: 'dark' });
    await fitsTheScreen(page);
    await shutsNobodyOut(page);
    await press(page, 'Change…');
    await fitsTheScreen(page);
    await press(page, 'Cancel');
    await press(page, 'Make an address…');
    await press(page, 'Make it');
    await page.getByTestId('webhook-address').waitFor();
    await fitsTheScreen(page);
    await press(page, 'I have kept it');
    await page.context().close();
  });

  it('is ended after asking, and what was read stays; the audit log tells of all of it', async () => {
    const page = await syncPage();
    await press(page, 'Disconnect…');
    await shutsNobodyOut(page);
    await press(page, 'Disconnect');
    await region(page, 'Connection').getByText('No Odoo is connected').waitFor();
    await region(page, 'Connection').getByText('What was read stays').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Full sync' }).isDisabled(), true);
    await dashboard(page);
    assert.ok((await keyFigure(page, 'open')) > 0);
    assert.equal(await page.getByTestId('no-source').count(), 0);

    await page.goto(`${demo.url}/admin/audit`);
    for (const name of ['Odoo connected', 'Odoo disconnected', 'Webhook’s address made', 'Webhook’s address removed']) {
      await page.getByTestId('audit').getByRole('listitem', { name }).first().waitFor();
    }
    const log = await page.getByTestId('audit').innerText();
    assert.equal(log.includes(demo.odoo.key), false);

    // Whoever reads the Odoo of the settings goes on.
    const other = await browser.person();
    await signIn(other, demo.url, demo.signIns.find(({ role }) => role === 'ADMIN'));
    await other.goto(`${demo.url}/admin/sync`);
    await region(other, 'Connection').getByText('By the server’s settings').waitFor();
    await region(other, 'Connection').getByText(demo.odoo.database, { exact: true }).waitFor();
    await other.context().close();
    await page.context().close();
  });
});
