import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser } from './support/browser.js';
import { startDemo } from './support/demo.js';
import { shutsNobodyOut } from './support/measures.js';
import { odooClient } from './support/odoo.js';
import { describeOrganization, enter, goOnIn, signIn } from './support/screens.js';
import { eventually } from './support/server.js';

/** Administrators, and what everybody does about their own sign-ins. */
describe('who gets in', () => {
  let demo;
  let browser;

  before(async () => {
    demo = await startDemo();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await demo?.stop();
  });

  const who = (role) => demo.signIns.find((person) => person.role === role);
  const dialog = (page) => page.getByRole('dialog');
  const tab = (page, name) => page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name });

  async function administrator() {
    const page = await browser.person();
    await signIn(page, demo.url, who('ADMIN'));
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Admin' }).click();
    return page;
  }

  it('an administrator gives a role, and finds it in the audit log and in its export', async () => {
    const page = await administrator();
    const seller = who('SALES_REP');
    await tab(page, 'People').click();
    await page.getByLabel('Find by e-mail or name').fill(seller.email);
    const row = page.getByTestId('members').getByRole('listitem');
    await eventually('one person is found', async () => (await row.count()) === 1);
    await row.getByRole('combobox').selectOption('MANAGER');
    await shutsNobodyOut(page);
    await dialog(page).getByRole('button', { name: 'Change the role' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await eventually('the role is shown', async () => (await row.getByRole('combobox').inputValue()) === 'MANAGER');

    await tab(page, 'Audit').click();
    const entry = page.getByTestId('audit').getByRole('listitem', { name: 'Role changed' }).first();
    await entry.waitFor();
    assert.match(await entry.innerText(), /from sales to manager/);
    assert.match(await entry.innerText(), new RegExp(who('ADMIN').email));
    // The address changes before the page does: without its answer, what is measured may still be about to turn pale.
    const [answer] = await Promise.all([
      page.waitForResponse((response) => /\/audit\?(.*&)?action=account/.test(response.url())),
      page.getByLabel('What was done').selectOption('account'),
    ]);
    assert.equal(answer.status(), 200);
    await page.waitForURL(/action=account/);
    await shutsNobodyOut(page);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    assert.equal(file.suggestedFilename(), 'audit.csv');

    // As it was.
    await tab(page, 'People').click();
    await page.getByLabel('Find by e-mail or name').fill(seller.email);
    await eventually('one person is found', async () => (await row.count()) === 1);
    await row.getByRole('combobox').selectOption('SALES_REP');
    await dialog(page).getByRole('button', { name: 'Change the role' }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('a key is shown once, opens what its scope says, and nothing once it is revoked', async () => {
    const page = await administrator();
    await tab(page, 'API keys').click();
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByLabel('Name').fill('Browser test');
    await shutsNobodyOut(page);
    await page.getByRole('button', { name: 'Make the key' }).click();
    const key = (await page.getByTestId('key').innerText()).trim();
    assert.match(key, /^slk_/);
    await shutsNobodyOut(page);
    await page.getByRole('button', { name: 'I have kept it' }).click();
    assert.equal((await page.content()).includes(key), false);

    const ask = (path) => fetch(`${demo.url}${path}`, { headers: { Authorization: `Bearer ${key}` } });
    assert.equal((await ask('/api/v2/dashboard')).status, 200);
    assert.equal((await ask('/api/v2/members')).status, 403);
    await shutsNobodyOut(page);
    await page.getByRole('button', { name: 'Revoke' }).click();
    await dialog(page).getByRole('button', { name: 'Revoke the key' }).click();
    await page.getByText(/^revoked/).waitFor();
    assert.equal((await ask('/api/v2/dashboard')).status, 401);
    await page.context().close();
  });

  it('a sign-in is ended from another one, and everywhere', async () => {
    const person = who('MANAGER');
    const here = await browser.person();
    const there = await browser.person();
    await signIn(here, demo.url, person);
    await signIn(there, demo.url, person);
    await here.getByRole('button', { name: /your menu/ }).click();
    await here.getByText('Where you are signed in').click();
    const rows = here.getByTestId('sessions').getByRole('listitem');
    await rows.first().waitFor();
    const before = await rows.count();
    assert.ok(before >= 2);
    await shutsNobodyOut(here);
    await here.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await dialog(here).getByRole('button', { name: 'Sign out there' }).click();
    await eventually('it is gone', async () => (await rows.count()) === before - 1);
    await there.goto(`${demo.url}/opportunities`);
    await there.getByLabel('E-mail').waitFor();

    await here.getByRole('button', { name: 'Sign out everywhere' }).click();
    await dialog(here).getByRole('button', { name: 'Sign out everywhere' }).click();
    await here.getByLabel('E-mail').waitFor();
    await here.goto(demo.url);
    await here.getByLabel('E-mail').waitFor();
    await here.context().close();
    await there.context().close();
  });

  it('whoever runs the platform makes an organisation, enters it in sight of its administrators, and leaves', async () => {
    const root = demo.addPerson('root@platform.test', 'SUPER_ADMIN');
    const page = await browser.person();
    await page.goto(demo.url);
    await enter(page, root);
    await page.getByRole('heading', { name: 'Organisations' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Opportunities' }).count(), 0, 'no records at home');

    await describeOrganization(page, { name: 'Southwind', slug: 'southwind', administrator: who('CEO').email });
    await shutsNobodyOut(page);
    await page.getByRole('button', { name: 'Make it' }).click();
    const row = page.getByTestId('organizations').getByRole('listitem', { name: 'Southwind' });
    await row.getByRole('button', { name: 'Enter' }).click();
    await dialog(page).getByRole('button', { name: 'Enter' }).click();
    await page.getByText('You are visiting Southwind').waitFor();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Admin' }).click();
    await tab(page, 'People').click();
    await page.getByTestId('members').getByText('Visiting').waitFor();
    await shutsNobodyOut(page);
    await page.getByRole('button', { name: /your menu/ }).click();
    await page.getByRole('list', { name: 'Organisations' }).getByRole('button').click();
    await page.getByRole('heading', { name: 'Organisations' }).waitFor();

    await row.getByRole('button', { name: /^More for/ }).click();
    await page.getByText('Suspend', { exact: true }).click();
    await dialog(page).getByRole('button', { name: 'Suspend' }).click();
    await row.getByText('Suspended').waitFor();
    await shutsNobodyOut(page);
    await page.context().close();
  });

  it('somebody with two organisations switches, and nothing of one shows in the other', async () => {
    const page = await browser.person();
    await signIn(page, demo.url, who('CEO'));
    const other = await page.context().newPage();
    await other.goto(`${demo.url}/opportunities`);
    await other.getByRole('table', { name: 'Opportunities', exact: true }).locator('tbody tr[aria-label]').first().waitFor();
    await goOnIn(page, 'Southwind');
    await page.getByText('Southwind is suspended').waitFor();
    await shutsNobodyOut(page);
    // The other tab notices with its next question.
    await other.getByText('Southwind is suspended').waitFor({ timeout: 60_000 });
    await goOnIn(page, /Nordwind/);
    await page.getByTestId('kpi-open').waitFor();
    await page.context().close();
  });

  it('an administrator rebuilds views beside what serves, compares them, puts them to use and back', async () => {
    const page = await administrator();
    await tab(page, 'Views').click();
    await page.getByText('No event waits').waitFor();
    const panel = page.getByRole('region', { name: 'Sales', exact: true });
    const row = (name) => page.getByTestId('view-sales').getByRole('listitem', { name });
    const deed = async (name, within = panel) => {
      await within.getByRole('button', { name, exact: true }).click();
      await dialog(page).getByRole('button', { name, exact: true }).click();
      await dialog(page).waitFor({ state: 'detached' });
    };
    await deed('Rebuild');
    await row('New, ready').waitFor({ timeout: 120_000 });
    await row('New, ready').getByRole('button', { name: 'Compare rows' }).click();
    const compared = page.getByTestId('compared');
    await compared.waitFor({ timeout: 60_000 });
    await shutsNobodyOut(page);
    assert.match(await compared.innerText(), /^All rows of your organisation are the same/);
    await dialog(page).getByRole('button', { name: 'Close' }).click();
    await deed('Put to use', row('New, ready'));
    await row('Before, kept').waitFor();
    await shutsNobodyOut(page);
    await deed('Put back', row('Before, kept'));
    await row('Before, kept').waitFor();
    await deed('Drop', row('Before, kept'));
    await row('Before, kept').waitFor({ state: 'detached' });

    await tab(page, 'Audit').click();
    for (const name of ['Rebuild of views begun', 'Rebuilt views put to use', 'Views before put back']) {
      await page.getByTestId('audit').getByRole('listitem', { name }).first().waitFor();
    }
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Dashboard', exact: true }).click();
    await page.getByTestId('kpi-open').waitFor();
    await page.context().close();
  });

  it('a deal is looked at as it stood on an earlier day, by a link too', async () => {
    const page = await browser.person();
    await signIn(page, demo.url, who('CEO'));
    await page.goto(`${demo.url}/opportunities?status=won`);
    const table = page.getByRole('table', { name: 'Opportunities', exact: true });
    await table.locator('tbody tr[aria-label] td:first-child a').first().click();
    await page.getByTestId('history').waitFor();
    const now = await page.getByTestId('history').getByRole('listitem').count();
    const created = page.locator('dt', { hasText: 'Created' }).locator('xpath=following-sibling::dd');
    const day = new Date(Date.parse(`${await created.innerText()} UTC`) + 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('As it stood on').fill(day);
    await page.getByTestId('as-of').waitFor();
    assert.ok((await page.getByTestId('history').getByRole('listitem').count()) <= now);
    assert.match(page.url(), new RegExp(`at=${day}`));
    await shutsNobodyOut(page);
    await page.reload();
    await page.getByTestId('as-of').waitFor();
    await page.getByLabel('As it stood on').fill('2001-01-01');
    await page.getByText('It was not there then').waitFor();
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.getByText('Who can see this').waitFor();
    await page.context().close();
  });

  it('an administrator forgets a salesperson: their name is gone from lists and deals, and no sync brings it back', async () => {
    const odoo = odooClient(demo.odoo);
    const gone = await seller(odoo);
    const theirs = demo.addPerson(gone.email, 'SALES_REP');
    const account = await browser.person();
    await signIn(account, demo.url, theirs);

    const page = await administrator();
    await tab(page, 'People').click();
    await page.getByLabel('Find by e-mail or name').fill(gone.email);
    await page.getByRole('button', { name: `More for ${gone.name}` }).click();
    await page.getByText('Forget this person…').click();
    await dialog(page).getByText('It cannot be undone.').waitFor();
    await shutsNobodyOut(page);
    await dialog(page).getByRole('button', { name: 'Forget for good' }).click();
    await dialog(page).getByText('Say why.').waitFor();
    await shutsNobodyOut(page);
    await dialog(page).getByLabel(/^Why/).fill('asked for it');
    await dialog(page).getByLabel(/^Type the name/).fill('somebody else');
    await dialog(page).getByRole('button', { name: 'Forget for good' }).click();
    await dialog(page).getByText('That is neither their name nor their e-mail').waitFor();
    await dialog(page).getByLabel(/^Type the name/).fill(gone.name.toUpperCase());
    await dialog(page).getByRole('button', { name: 'Forget for good' }).click();
    await page.getByRole('heading', { name: `${gone.name} is forgotten` }).waitFor();
    assert.match(await page.getByTestId('forgotten').innerText(), /1 account was closed/);
    await shutsNobodyOut(page);
    await dialog(page).getByRole('button', { name: 'Close' }).click();
    await page.getByLabel('Find by e-mail or name').fill('');
    await page.getByTestId('members').getByRole('listitem', { name: 'Erased' }).waitFor();

    const nowhere = async () => {
      await page.goto(`${demo.url}/opportunities/odoo-${gone.deal}`);
      await page.getByTestId('history').waitFor();
      await eventually('the deal has nobody’s name', async () => {
        const text = await page.locator('main').innerText();
        return text.includes('erased') && !text.includes(gone.name);
      });
      await page.goto(`${demo.url}/team`);
      await page.getByRole('treegrid', { name: 'Team' }).waitFor();
      await page.getByRole('button', { name: 'Unfold all' }).click();
      await page.getByRole('treegrid', { name: 'Team' }).getByText('erased').first().waitFor();
      assert.equal(await page.getByText(gone.name, { exact: true }).count(), 0);
      await page.goto(`${demo.url}/opportunities?q=${encodeURIComponent(gone.name)}`);
      await page.getByText('No opportunity matches').waitFor();
    };
    await nowhere();

    // Odoo says it again, and that it has changed.
    await odoo.execute('res.users', 'write', [[gone.user], { name: gone.name }]);
    await odoo.execute('hr.employee', 'write', [[gone.employee], { name: gone.name, job_title: 'Back again' }]);
    await odoo.execute('crm.lead', 'write', [[gone.deal], { expected_revenue: 4_321 }]);
    await page.getByRole('button', { name: 'Sync now' }).click();
    await page.goto(`${demo.url}/opportunities/odoo-${gone.deal}`);
    await eventually('the deal has changed', async () => /4,321/.test(await page.getByTestId('detail-amount').innerText()));
    await nowhere();

    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Admin' }).click();
    await tab(page, 'Audit').click();
    await page.getByTestId('audit').getByRole('listitem', { name: 'Forgotten' }).first().waitFor();
    await account.goto(`${demo.url}/opportunities`);
    await account.getByLabel('E-mail').waitFor();
    await enter(account, theirs);
    await account.getByText('E-mail or password is wrong').waitFor();
    await account.context().close();
    await page.context().close();
  });

  /** Somebody with an open deal below whom there is nobody, and who does not sign in yet. */
  async function seller(odoo) {
    const [users, employees, leads] = await Promise.all([
      odoo.all('res.users', ['name', 'login', 'active']),
      odoo.all('hr.employee', ['user_id', 'parent_id', 'active']),
      odoo.all('crm.lead', ['name', 'user_id', 'active', 'type', 'probability']),
    ]);
    const known = new Set(demo.signIns.map((person) => person.email));
    const managers = new Set(employees.map((each) => each.parent_id && each.parent_id[0]));
    for (const user of users.filter((each) => each.active && !known.has(each.login))) {
      const employee = employees.find((each) => each.active && each.user_id && each.user_id[0] === user.id);
      const deal = leads.find(
        (each) => each.active && each.type === 'opportunity' && each.user_id && each.user_id[0] === user.id && each.probability < 100,
      );
      const alone = users.filter((each) => each.name === user.name).length === 1;
      if (employee && deal && alone && !managers.has(employee.id)) {
        return { user: user.id, employee: employee.id, deal: deal.id, name: user.name, email: user.login };
      }
    }
    assert.fail('the demo has such a salesperson');
  }

  it('a salesperson finds no administration, not by its address either', async () => {
    const page = await browser.person();
    await signIn(page, demo.url, who('SALES_REP'));
    assert.equal(await page.getByRole('link', { name: 'Admin' }).count(), 0);
    for (const path of ['/admin/people', '/admin/audit', '/admin/api-keys', '/admin/views', '/admin/organisations']) {
      await page.goto(`${demo.url}${path}`);
      await page.getByText('This is for administrators').waitFor();
    }
    await page.context().close();
  });
});
