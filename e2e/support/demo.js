import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newHome, sightline, startServer } from './server.js';

/** Names a folder with what a demo keeps after its first sync; each demo then begins with a copy of its own. */
const prepared = 'SIGHTLINE_E2E_PREPARED';

/**
 * Starts a demo from nothing, ends it, and keeps what it knows for those to come: everything that they would read and
 * compute before anybody can sign in. Answers { settings, remove }: how the processes of the tests are told of it, and its end.
 */
export async function prepareDemo() {
  const demo = await startDemo();
  await demo.down();
  return { settings: { [prepared]: demo.home }, remove: () => rmSync(demo.home, { recursive: true, force: true }) };
}

/**
 * Starts `./sightline demo --still` with data of its own, and with these settings, and waits for its first sync: from a copy of what was
 * prepared, or from nothing where nothing was.
 * Answers { home, url, odoo, signIns, addPerson, down, up, stop }: where it keeps things, its address, the Odoo it reads, who can sign in,
 * a way to let another one in, and its end: for a while (with what it knows kept, at the same address), or for good.
 */
export async function startDemo(settings = {}) {
  const home = newHome();
  const facts = join(home, 'demo', 'demo.json');
  if (process.env[prepared]) {
    // Not by Node, which leaves behind whose files they are: PostgreSQL is particular about that.
    execFileSync('cp', ['-a', `${process.env[prepared]}/.`, home]);
    // Written anew when the demo is ready.
    rmSync(facts);
  }
  const demo = await startServer(['demo', '--still'], home, settings, () => JSON.parse(readFileSync(facts, 'utf8')));
  const addPerson = (email, role) => addTo(join(home, 'demo'), email, role);
  const { odoo, sign_ins: signIns } = demo.facts;
  return { ...demo, home, odoo, signIns, addPerson };
}

/** Makes an account from the command line, beside the demo that runs. */
function addTo(home, email, role) {
  const password = 'browsers test with this';
  execFileSync(sightline, ['user', 'add', email, '--role', role, '--password-stdin'], {
    input: `${password}\n`,
    stdio: ['pipe', 'ignore', 'inherit'],
    env: {
      ...process.env,
      SIGHTLINE_HOME: home,
      SIGHTLINE_ORGANIZATION_SLUG: 'nordwind',
      SIGHTLINE_ORGANIZATION_NAME: 'Nordwind Industries',
      SIGHTLINE_ORGANIZATION_ZONE: 'Europe/Brussels',
    },
  });
  return { email, password, role };
}
