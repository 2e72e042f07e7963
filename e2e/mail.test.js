import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openBrowser } from './support/browser.js';
import { linkIn, startMailServer } from './support/mail.js';
import { shutsNobodyOut } from './support/measures.js';
import { enter, isInside, peoplePage, signIn } from './support/screens.js';
import { eventually, newHome, startServer } from './support/server.js';

const from = 'sightline@firm.test';
const administrator = { email: 'admin@firm.test', password: 'browsers send mail with this' };
const nova = { email: 'nova@firm.test', password: 'browsers join with this' };
const refused = 'nobody@firm.test';
const minute = 60_000;

/** A server as a company starts it, whose mail goes to a real mail server; there is no Odoo yet. */
describe('what comes by mail', () => {
  let mail;
  let server;
  let browser;

  before(async () => {
    mail = await startMailServer(refused);
    server = await startServer(['serve'], newHome(), {
      SIGHTLINE_SMTP_HOST: '127.0.0.1',
      SIGHTLINE_SMTP_PORT: String(mail.port),
      SIGHTLINE_SMTP_SECURITY: 'none',
      SIGHTLINE_SMTP_FROM: from,
      SIGHTLINE_ORGANIZATION_NAME: 'Firm & Söhne',
      SIGHTLINE_ADMIN_EMAIL: administrator.email,
      SIGHTLINE_ADMIN_PASSWORD: administrator.password,
    });
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await mail?.stop();
  });

  const dialog = (page) => page.getByRole('dialog');
  const invitations = (page, email) => page.getByTestId('invitations').getByRole('listitem', { name: email });

  const people = () => peoplePage(browser, server.url, administrator);

  async function invite(page, email) {
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await dialog(page).getByLabel(/^E-mail/).fill(email);
    await dialog(page).getByText('Chief executive').click();
    await dialog(page).getByText('They get a mail with a link that is good once, for a week').waitFor();
    await dialog(page).getByRole('button', { name: 'Invite', exact: true }).click();
    await dialog(page).waitFor({ state: 'detached' });
  }

  async function forget(email) {
    const page = await browser.person();
    await page.goto(server.url);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByRole('heading', { name: 'Look at your mail' }).waitFor();
    return page;
  }

  async function setPassword(page, link, { email, password }) {
    await page.goto(link);
    await page.getByText(`For ${email}`).waitFor();
    await page.getByLabel(/^New password/).fill(password);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('heading', { name: 'Your password is set' }).waitFor();
  }

  /** What a careful reader looks at before opening the link: who writes to whom, about what, and until when it is good. */
  function looksRight(letter, email, subject, asked, life) {
    assert.equal(letter.from.text, from);
    assert.equal(letter.to.text, email);
    assert.equal(letter.subject, subject);
    assert.equal(letter.headers.get('auto-submitted'), 'auto-generated');
    assert.match(letter.messageId, /^<.+@firm\.test>$/);
    assert.equal(letter.html, false, 'it is plain text');
    assert.equal(letter.attachments.length, 0);
    const [, until] = letter.text.match(/good once, until (\d+ \w+ \d{4}, \d\d:\d\d UTC):/);
    const end = Date.parse(until.replace(',', ''));
    assert.ok(end > asked + life - minute && end <= Date.now() + life, `${until} is ${life / minute} minutes from when it was asked for`);
  }

  async function isOver(link, words) {
    const again = await browser.person();
    await again.goto(link);
    await again.getByRole('heading', { name: words }).waitFor();
    await again.context().close();
  }

  it('an invitation arrives, and its link lets its reader in, once', async () => {
    const admin = await people();
    const asked = Date.now();
    await invite(admin, nova.email);
    assert.equal(await admin.getByTestId('link').count(), 0, 'no link is shown: it is theirs alone');
    const letter = await mail.next(nova.email);
    looksRight(letter, nova.email, 'You are invited to Firm & Söhne at Sightline', asked, 7 * 24 * 60 * minute);
    assert.match(letter.text, /an administrator of Firm & Söhne asks you to join/);
    const link = linkIn(letter);
    assert.ok(link.startsWith(`${server.url}/invitation#`), link);
    await eventually('the list says that it was sent', async () => {
      await admin.reload();
      await invitations(admin, nova.email).waitFor();
      return (await invitations(admin, nova.email).getByText('Mail sent').count()) === 1;
    });
    await shutsNobodyOut(admin);

    const page = await browser.person();
    await page.goto(link);
    await page.getByRole('heading', { name: 'Join Firm & Söhne' }).waitFor();
    await page.getByText(`You are invited as ${nova.email}`).waitFor();
    await page.getByLabel('Your name').fill('Nova Novak');
    await page.getByLabel(/^Password/).fill(nova.password);
    await page.getByRole('button', { name: 'Join', exact: true }).click();
    await page.getByRole('heading', { name: 'Sales dashboard' }).waitFor();
    await shutsNobodyOut(page);
    await page.context().close();
    await isOver(link, 'This invitation is over');

    await admin.reload();
    await admin.getByTestId('members').getByText('Nova Novak').first().waitFor();
    assert.equal(await invitations(admin, nova.email).count(), 0);
    await admin.context().close();
  });

  it('an invitation that the mail server refuses says so where it was made', async () => {
    const admin = await people();
    await invite(admin, refused);
    await eventually('the list says that it was refused', async () => {
      await admin.reload();
      await invitations(admin, refused).waitFor();
      return (await invitations(admin, refused).getByText('Mail not taken').count()) === 1;
    });
    assert.equal(mail.to(refused).length, 0);
    await shutsNobodyOut(admin);
    await admin.context().close();
  });

  it('a forgotten password: the mail’s link sets another one, once, and signs out everywhere', async () => {
    const inside = await browser.person();
    await signIn(inside, server.url, nova);
    const before = mail.to(nova.email).length;
    const asked = Date.now();
    const page = await forget(nova.email);
    await shutsNobodyOut(page);
    const letter = await mail.next(nova.email, before);
    looksRight(letter, nova.email, 'Set a new password for Sightline', asked, 60 * minute);
    assert.match(letter.text, new RegExp(`set a new password for ${nova.email}`));
    assert.match(letter.text, /If it was not you, there is nothing to do/);
    const link = linkIn(letter);
    assert.ok(link.startsWith(`${server.url}/reset-password#`), link);

    const fresh = { email: nova.email, password: 'browsers remember this one' };
    await setPassword(page, link, fresh);
    await inside.goto(`${server.url}/opportunities`);
    await inside.getByLabel('E-mail').waitFor();
    await page.getByRole('link', { name: 'Go to the sign-in' }).click();
    await enter(page, nova);
    await page.getByText('E-mail or password is wrong').waitFor();
    await enter(page, fresh);
    await isInside(page);
    await isOver(link, 'This link is over');
    for (const each of [inside, page]) {
      await each.context().close();
    }
  });

  it('an address that nobody signs in with gets the same words, and no mail', async () => {
    const stranger = 'stranger@elsewhere.test';
    const before = mail.to(administrator.email).length;
    const unknown = await forget(stranger);
    const known = await forget(administrator.email);
    const words = async (page, email) => (await page.locator('main').innerText()).replace(email, '…');
    assert.equal(await words(unknown, stranger), await words(known, administrator.email));
    // Asked for later and here already: the other one would be, too.
    await mail.next(administrator.email, before);
    assert.equal(mail.to(stranger).length, 0);
    for (const each of [unknown, known]) {
      await each.context().close();
    }
  });

  it('a link that an administrator sends goes to the person alone', async () => {
    const admin = await people();
    await admin.getByLabel('Find by e-mail or name').fill(nova.email);
    const row = admin.getByTestId('members').getByRole('listitem');
    await eventually('one person is found', async () => (await row.count()) === 1);
    await row.getByRole('button', { name: /^More for/ }).click();
    await admin.getByText('Let them set a new password', { exact: true }).click();
    const before = mail.to(nova.email).length;
    const asked = Date.now();
    await dialog(admin).getByRole('button', { name: 'Send the link' }).click();
    await admin.getByRole('heading', { name: 'The link is on its way' }).waitFor();
    await shutsNobodyOut(admin);
    assert.equal(await admin.getByTestId('link').count(), 0);
    await admin.context().close();

    const letter = await mail.next(nova.email, before);
    looksRight(letter, nova.email, 'Set a new password for Sightline', asked, 24 * 60 * minute);
    const page = await browser.person();
    await setPassword(page, linkIn(letter), nova);
    await page.getByRole('link', { name: 'Go to the sign-in' }).click();
    await enter(page, nova);
    await isInside(page);
    await page.context().close();
  });
});
