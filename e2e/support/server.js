import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What a user types to have it do something. */
export const sightline = join(root, 'sightline');

/** A folder of its own for what a server keeps. */
export function newHome() {
  return mkdtempSync(join(tmpdir(), 'sightline-e2e-'));
}

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

/**
 * Starts `./sightline VERB…` at an address of its own, with what it keeps in `home` and with these settings, and waits until `ready`
 * has an answer and the server answers.
 * Answers { url, facts, down, up, stop }: the address, what `ready` answered, and its end: for a while (with what it knows kept, at the
 * same address), or for good.
 */
export async function startServer(verb, home, settings = {}, ready = () => true) {
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
    run = launch(verb, { ...settings, SIGHTLINE_HOME: home, SIGHTLINE_PORT: String(port), SIGHTLINE_PUBLIC_URL: url });
    const answers = async () => {
      const facts = await eventually('it is ready', ready, 240);
      await eventually('it answers', async () => (await fetch(`${url}/readyz`)).ok, 240);
      return facts;
    };
    try {
      const ended = run.ended.then(() => {
        throw new Error('it ended before it was ready');
      });
      ended.catch(() => {});
      return await Promise.race([answers(), ended]);
    } catch (error) {
      await stop();
      throw new Error(`sightline ${verb.join(' ')}: ${error.message}\n${run.output()}`);
    }
  };
  return { url, facts: await up(), down, up, stop };
}

function launch(verb, settings) {
  let output = '';
  const server = spawn(sightline, verb, {
    env: { ...process.env, ...settings },
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
