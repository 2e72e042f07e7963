import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { openBrowser } from './support/browser.js';
import { startDemo } from './support/demo.js';
import { fitsTheScreen } from './support/measures.js';
import { odooClient, visibleOpen } from './support/odoo.js';
import { allRows, choose, keyFigure, signIn } from './support/screens.js';
import { eventually } from './support/server.js';

const ids = (leads) => leads.map((lead) => lead.id).sort((a, b) => a - b);

describe('who sees what, on the screens', () => {
  let demo;
  let browser;
  let odoo;

  before(async () => {
    demo = await startDemo();
    browser = await openBrowser();
    odoo = odooClient(demo.odoo);
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  const who = (role) => {
    const found = demo.signIns.filter((person) => person.role === role);
    assert.ok(found.length > 0, `the demo offers a ${role}`);
    return found[0];
  };

  async function opensExactly(page, expected) {
    await page.getByTestId('kpi-open').getByRole('link').first().click();
    assert.deepEqual(await allRows(page), ids(expected));
    await page.goBack();
    await page.getByTestId('kpi-open').waitFor();
  }

  it('a salesperson sees their own deals and no others', async () => {
    const seller = who('SALES_REP');
    const page = await browser.person();
    await signIn(page, demo.url, seller);
    const truth = await visibleOpen(odoo, seller);
    assert.ok(truth.mine.length > 0, 'the salesperson has open deals');
    assert.equal(await keyFigure(page, 'open'), truth.mine.length + truth.team.length);
    await opensExactly(page, [...truth.mine, ...truth.team]);

    const visible = [...truth.mine, ...truth.team];
    const known = new Set(visible.map((lead) => lead.name));
    const foreign = truth.all.find((lead) => !visible.includes(lead) && !known.has(lead.name));
    await page.goto(`${demo.url}/opportunities/odoo-${foreign.id}`);
    await page.getByText('There is nothing here for you to see').waitFor();
    assert.ok(!(await page.locator('body').innerText()).includes(foreign.name), 'nothing of it is shown');

    await page.goto(`${demo.url}/opportunities`);
    const button = page.getByRole('button', { name: 'Export' });
    await eventually('the list can be taken along', () => button.isEnabled());
    const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
    assert.equal(file.suggestedFilename(), 'opportunities.csv');
    const taken = (await readFile(await file.path(), 'utf8')).split('\r\n');
    assert.equal(taken.length, visible.length + 2, 'a row for each, below the headings');
    assert.ok(!taken.some((row) => row.startsWith(`${foreign.name},`)), 'and none of anybody else');
    await page.context().close();
  });

  it('a manager of managers sees everybody below, told apart by mine, team and both', async () => {
    const managers = demo.signIns.filter((person) => person.role === 'MANAGER');
    const manager = managers[0];
    const page = await browser.person();
    await signIn(page, demo.url, manager);
    const truth = await visibleOpen(odoo, manager);
    assert.ok(truth.team.length > 20, 'there is a team with open deals');
    assert.match(await page.getByTestId('team-size').innerText(), /Managing \d+ team members/);

    assert.equal(await keyFigure(page, 'open'), truth.mine.length + truth.team.length);
    await opensExactly(page, [...truth.mine, ...truth.team]);
    await choose(page, 'Team');
    await eventually('the team alone', async () => (await keyFigure(page, 'open')) === truth.team.length);
    await opensExactly(page, truth.team);

    await page.getByTestId('kpi-pipeline').getByRole('link').first().click();
    const rows = page.getByRole('table', { name: 'Opportunities' }).locator('tbody tr[aria-label]');
    await rows.first().waitFor();
    assert.ok(
      (await rows.getByText('Team', { exact: true }).count()) > 0,
      "others' deals carry the team badge",
    );
    assert.ok((await page.getByTestId('reports-to').count()) > 0, 'and say whom their owner reports to');
    await page.context().close();
  });

  it('the chief executive sees everything', async () => {
    const chief = who('CEO');
    const page = await browser.person();
    await signIn(page, demo.url, chief);
    const truth = await visibleOpen(odoo, chief);
    assert.equal(await keyFigure(page, 'open'), truth.all.length);
    await opensExactly(page, truth.all);
    assert.equal(await page.getByRole('button', { name: 'Sync now' }).count(), 0, 'and changes nothing');
    await page.context().close();
  });

  it('an administrator sees everything, how the sync is doing and what is odd in the data', async () => {
    const admin = who('ADMIN');
    const page = await browser.person();
    await signIn(page, demo.url, admin);
    const truth = await visibleOpen(odoo, admin);
    assert.equal(await keyFigure(page, 'open'), truth.all.length);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Admin' }).click();
    await page.getByTestId('sync-jobs').waitFor();
    assert.ok((await page.getByTestId('sync-jobs').locator('li').count()) > 0);
    await page.getByRole('link', { name: 'Data quality' }).first().click();
    await page.getByTestId('issue-group').first().waitFor();
    assert.match(await page.locator('main').innerText(), /Circle in the reporting lines/);
    assert.match(await page.locator('main').innerText(), /Open deals of an archived owner/);
    await page.context().close();
  });

  it('a change in Odoo arrives on an open dashboard', async () => {
    const seller = who('SALES_REP');
    const page = await browser.person();
    await signIn(page, demo.url, seller);
    const truth = await visibleOpen(odoo, seller);
    const before = await keyFigure(page, 'pipeline');
    const lead = truth.mine[0];
    await odoo.execute('crm.lead', 'write', [
      [lead.id],
      { expected_revenue: lead.expected_revenue + 1_000_000 },
    ]);
    await page.getByRole('button', { name: 'Sync now' }).click();
    await eventually(
      'the figure follows',
      async () => (await keyFigure(page, 'pipeline')) > before + 500_000,
      60,
    );

    await page.goto(`${demo.url}/opportunities/odoo-${lead.id}`);
    await page.getByTestId('history').waitFor();
    assert.match(await page.getByTestId('history').innerText(), /expected revenue|amount|revenue/i);
    await page.context().close();
  });

  it('a wrong password is refused in words, and signing out ends the session', async () => {
    const seller = who('SALES_REP');
    const page = await browser.person();
    await page.goto(demo.url);
    await page.getByLabel('E-mail').fill(seller.email);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('E-mail or password is wrong').waitFor();

    await signIn(page, demo.url, seller);
    await page.getByRole('button', { name: /your menu/ }).click();
    await page.getByText('Sign out').click();
    await page.getByLabel('E-mail').waitFor();
    await page.goto(demo.url);
    await page.getByLabel('E-mail').waitFor();
    await page.context().close();
  });

  it('works on a phone', async () => {
    const manager = who('MANAGER');
    const page = await browser.person({
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    await signIn(page, demo.url, manager);
    await fitsTheScreen(page);
    await page.getByRole('link', { name: 'Opportunities' }).last().click();
    await page.getByRole('heading', { name: 'Opportunities' }).waitFor();
    await page.context().close();
  });
});
