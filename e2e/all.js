/*
 * All browser tests, or those of the files that are named. A demo is prepared once; each file starts one of its own from a copy, so
 * that none meets what another has left.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareDemo } from './support/demo.js';

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2);
const files = named.length > 0 ? named : readdirSync(here).filter((file) => file.endsWith('.test.js'));

const demo = await prepareDemo();
try {
  const tests = spawn(process.execPath, ['--test', '--test-concurrency=1', ...files], {
    cwd: here,
    stdio: 'inherit',
    env: { ...process.env, ...demo.settings },
  });
  const [code] = await once(tests, 'exit');
  process.exitCode = code ?? 1;
} finally {
  demo.remove();
}
