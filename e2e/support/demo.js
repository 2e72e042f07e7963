import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits until `check` answers something true, asking again every 200 ms; fails after `seconds`. */
export async function eventually(what, check, seconds = 60) {
  const deadline = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < deadline) {
    try {
      const answer = await check();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what}: not within ${seconds} s${last ? ` (${last.message})` : ''}`);
}

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
 * Answers { home, url, odoo, signIns, addPerson, down, up, stop }: the address, the Odoo it reads, who can sign in, a way to let another one
 * in, and its end: for a while (with what it knows kept, at the same address), or for good.
 */
export async function startDemo(settings = {}) {
  const home = mkdtempSync(join(tmpdir(), 'sightline-e2e-'));
  if (process.env[prepared]) {
    // Not by Node, which leaves behind whose files they are: PostgreSQL is particular about that.
    execFileSync('cp', ['-a', join(process.env[prepared], '.'), home]);
    // Written anew when the demo is ready.
    rmSync(join(home, 'demo', 'demo.json'));
  }
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let run;

  const down = async () => {
    try {
      process.kill(-run.server.pid, 'SIGTERM');
    } catch {
      // It ended by itself.
    }
    await run.ended;
  };
  const stop = async () => {
    await down();
    rmSync(home, { recursive: true, force: true });
  };
  const up = async () => {
    run = launch(home, port, settings);
    try {
      const ready = async () => {
        const facts = await eventually(
          'the demo is ready',
          () => JSON.parse(readFileSync(join(home, 'demo', 'demo.json'), 'utf8')),
          240,
        );
        await eventually('the demo answers', async () => (await fetch(`${url}/readyz`)).ok, 60);
        return facts;
      };
      const ended = run.ended.then(() => {
        throw new Error('the demo ended before it was ready');
      });
      ended.catch(() => {});
      return await Promise.race([ready(), ended]);
    } catch (error) {
      await stop();
      throw new Error(`${error.message}\n${run.output()}`);
    }
  };
  const facts = await up();
  const addPerson = (email, role) => addTo(join(home, 'demo'), email, role);
  return { home, url, odoo: facts.odoo, signIns: facts.sign_ins, addPerson, down, up, stop };
}

/** Makes an account from the command line, beside the demo that runs. */
function addTo(home, email, role) {
  const password = 'browsers test with this';
  execFileSync(join(root, 'sightline'), ['user', 'add', email, '--role', role, '--password-stdin'], {
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

function launch(home, port, settings) {
  let output = '';
  const server = spawn(join(root, 'sightline'), ['demo', '--still'], {
    env: { ...process.env, ...settings, SIGHTLINE_HOME: home, SIGHTLINE_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const keep = (chunk) => {
    output = (output + chunk).slice(-20_000);
  };
  server.stdout.on('data', keep);
  server.stderr.on('data', keep);
  return { server, output: () => output, ended: new Promise((resolve) => server.once('exit', resolve)) };
}
