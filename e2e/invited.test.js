import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser } from './support/browser.js';
import { startDemo } from './support/demo.js';
import { shutsNobodyOut } from './support/measures.js';
import { appCode, enter, peoplePage, signIn } from './support/screens.js';
import { eventually } from './support/server.js';

const password = 'browsers join with this';
const fresh = 'browsers come back with this';

/** Coming in by a link, and by a code. The demo sends no mail, so administrators hand the links on. */
describe('who is let in', () => {
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

  const people = () => peoplePage(browser, demo.url, who('ADMIN'));

  async function invite(page, email) {
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await dialog(page).getByLabel(/^E-mail/).fill(email);
    await dialog(page).getByText('Chief executive').click();
    await dialog(page).getByRole('button', { name: 'Invite', exact: true }).click();
    const link = (await page.getByTestId('link').innerText()).trim();
    await page.getByRole('button', { name: 'I have handed it on' }).click();
    return link;
  }

  async function deed(page, email, name) {
    await page.getByLabel('Find by e-mail or name').fill(email);
    const row = page.getByTestId('members').getByRole('listitem');
    await eventually('one person is found', async () => (await row.count()) === 1);
    await row.getByRole('button', { name: /^More for/ }).click();
    await page.getByText(name, { exact: true }).click();
  }

  it('somebody new comes in by an invitation, once, and sees what their role says', async () => {
    const admin = await people();
    const link = await invite(admin, 'nova@invited.test');
    assert.match(link, /\/invitation#/);
    await admin.getByTestId('invitations').getByRole('listitem', { name: 'nova@invited.test' }).waitFor();
    await shutsNobodyOut(admin);
    await admin.getByRole('button', { name: 'Invite somebody' }).click();
    await shutsNobodyOut(admin);
    await dialog(admin).getByRole('button', { name: 'Cancel' }).click();

    const page = await browser.person();
    await page.goto(link);
    await page.getByRole('heading', { name: /^Join Nordwind/ }).waitFor();
    await shutsNobodyOut(page);
    await page.getByLabel('Your name').fill('Nova Novak');
    await page.getByLabel(/^Password/).fill(password);
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await page.getByTestId('kpi-open').waitFor();

    const again = await browser.person();
    await again.goto(link);
    await again.getByRole('heading', { name: 'This invitation is over' }).waitFor();
    await shutsNobodyOut(again);
    await again.context().close();

    await admin.reload();
    await admin.getByTestId('members').getByText('Nova Novak').first().waitFor();
    await admin.context().close();
    await page.context().close();
  });

  it('a revoked invitation lets nobody in', async () => {
    const admin = await people();
    const link = await invite(admin, 'revoked@invited.test');
    const row = admin.getByTestId('invitations').getByRole('listitem', { name: 'revoked@invited.test' });
    await row.getByRole('button', { name: 'Revoke' }).click();
    await dialog(admin).getByRole('button', { name: 'Revoke it' }).click();
    await row.waitFor({ state: 'detached' });
    const page = await browser.person();
    await page.goto(link);
    await page.getByRole('heading', { name: 'This invitation is over' }).waitFor();
    await admin.context().close();
    await page.context().close();
  });

  it('a forgotten password: no mail is promised, an administrator hands a link on, and old sessions end', async () => {
    const person = who('MANAGER');
    const page = await browser.person();
    await page.goto(demo.url);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByText('This Sightline sends no mail').waitFor();
    await shutsNobodyOut(page);
    const before = await browser.person();
    await signIn(before, demo.url, person);

    const admin = await people();
    await deed(admin, person.email, 'Let them set a new password');
    await dialog(admin).getByRole('button', { name: 'Make the link' }).click();
    const link = (await admin.getByTestId('link').innerText()).trim();
    assert.match(link, /\/reset-password#/);
    await shutsNobodyOut(admin);
    await page.goto(link);
    await page.getByText(`For ${person.email}`).waitFor();
    await shutsNobodyOut(page);
    await page.getByLabel(/^New password/).fill(fresh);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('heading', { name: 'Your password is set' }).waitFor();
    await shutsNobodyOut(page);
    await before.goto(`${demo.url}/opportunities`);
    await before.getByLabel('E-mail').waitFor();
    await page.getByRole('link', { name: 'Go to the sign-in' }).click();
    await enter(page, { email: person.email, password: fresh });
    await page.getByTestId('kpi-open').waitFor();

    const again = await browser.person();
    await again.goto(link);
    await again.getByRole('heading', { name: 'This link is over' }).waitFor();
    for (const each of [admin, page, before, again]) {
      await each.context().close();
    }
  });

  it('a second step is turned on, asked for, got round with a recovery code, and taken off', async () => {
    const person = who('SALES_REP');
    const page = await browser.person();
    await signIn(page, demo.url, person);
    await page.goto(`${demo.url}/you/sign-ins`);
    await page.getByRole('button', { name: 'Turn it on' }).click();
    await dialog(page).getByLabel('Your password').fill(person.password);
    await dialog(page).getByRole('button', { name: 'Go on' }).click();
    await dialog(page).getByRole('img', { name: 'Code to scan with an authenticator app' }).waitFor();
    await shutsNobodyOut(page);
    const secret = await page.getByTestId('secret').innerText();
    await dialog(page).getByLabel('Code that the app shows').fill(appCode(secret));
    await dialog(page).getByRole('button', { name: 'Turn it on' }).click();
    const codes = (await page.getByTestId('recovery-codes').innerText()).trim().split(/\s+/);
    assert.equal(codes.length, 10);
    await shutsNobodyOut(page);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByTestId('second-step').waitFor();
    await shutsNobodyOut(page);

    const phone = await browser.person();
    await phone.goto(demo.url);
    await enter(phone, person);
    await phone.getByRole('heading', { name: 'One more step' }).waitFor();
    await shutsNobodyOut(phone);
    await phone.getByLabel('Code', { exact: true }).fill('000000');
    await phone.getByRole('button', { name: 'Go on' }).click();
    await phone.getByText('The code is not right').waitFor();
    // The next half minute's: this one was used to turn it on.
    await phone.getByLabel('Code', { exact: true }).fill(appCode(secret, Date.now() + 30_000));
    await phone.getByRole('button', { name: 'Go on' }).click();
    await phone.getByTestId('kpi-open').waitFor();
    await phone.context().close();

    const lost = await browser.person();
    await lost.goto(demo.url);
    await enter(lost, person);
    await lost.getByRole('button', { name: 'Use a recovery code' }).click();
    await shutsNobodyOut(lost);
    await lost.getByLabel('Recovery code').fill(codes[0]);
    await lost.getByRole('button', { name: 'Go on' }).click();
    await lost.getByTestId('kpi-open').waitFor();
    await lost.context().close();

    const admin = await people();
    await deed(admin, person.email, 'Take the second step off');
    await dialog(admin).getByRole('button', { name: 'Take it off' }).click();
    await dialog(admin).waitFor({ state: 'detached' });
    await admin.context().close();
    const back = await browser.person();
    await signIn(back, demo.url, person);
    await back.context().close();
    await page.context().close();
  });
});
