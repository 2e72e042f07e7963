import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../sightline', import.meta.url));

/** Of the launcher alone, in a folder with no sources and with tools that only say how they were called. */
describe('the launcher', () => {
  let folder;
  let root;
  let tools;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sightline-launcher-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(() => {
    root = mkdtempSync(join(folder, 'root-'));
    tools = mkdtempSync(join(folder, 'tools-'));
    cpSync(launcher, join(root, 'sightline'));
    mkdirSync(join(root, 'web'));
    writeFileSync(join(root, 'web/package-lock.json'), '{}');
    for (const tool of ['bash', 'env', 'dirname', 'readlink', 'grep', 'sed', 'cat', 'find', 'head', 'touch', 'mkdir', 'tail', 'tee']) {
      symlinkSync(execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(), join(tools, tool));
    }
    tool('mvn', 'echo "mvn with $JAVA_HOME: $*"');
    tool('npm', 'mkdir -p node_modules; echo "npm in $PWD: $*"');
    tool('node', 'echo v24.1.0');
  });

  function tool(name, does, where = tools) {
    const file = join(where, name);
    rmSync(file, { force: true });
    writeFileSync(file, `#!${join(tools, 'bash')}\n${does}\n`);
    chmodSync(file, 0o755);
  }

  /** A folder that says that it is a JDK of that version. */
  function jdk(version) {
    const home = mkdtempSync(join(folder, `jdk-${version}-`));
    mkdirSync(join(home, 'bin'));
    tool('javac', `echo javac ${version}`, join(home, 'bin'));
    writeFileSync(join(home, 'release'), `JAVA_VERSION="${version}"\n`);
    return home;
  }

  function run(args, { env = {}, path = tools, cwd = folder, file = join(root, 'sightline') } = {}) {
    const { status, stdout, stderr } = spawnSync(file, args, {
      cwd,
      encoding: 'utf8',
      env: { HOME: folder, PATH: path, SIGHTLINE_HOME: join(root, '.sightline'), ...env },
    });
    return { status, stdout, stderr, lines: stderr.trim().split('\n') };
  }

  const quick = (options) => run(['test', '--quick'], options);
  const usedJdk = ({ stdout, stderr }) => (stdout + stderr).match(/mvn with (.*): /)?.[1];

  it('lists every verb that it knows', () => {
    const verbs = [...readFileSync(launcher, 'utf8').split('\ncase $verb in\n')[1].matchAll(/^ {2}([a-z][a-z |-]*)\)/gm)]
      .flatMap(([, names]) => names.split(' | '))
      .filter((verb) => verb !== 'help');
    assert.ok(verbs.length >= 15, String(verbs));
    for (const args of [['--help'], ['-h'], ['help'], []]) {
      const { status, stdout } = run(args);
      assert.equal(status, 0);
      for (const verb of verbs) assert.match(stdout, new RegExp(`^  ${verb}\\b`, 'm'), `${args} does not tell of ${verb}`);
    }
  });

  it('refuses a verb that there is not, and says so last', () => {
    const { status, lines } = run(['dmeo']);
    assert.equal(status, 1);
    assert.equal(lines.at(-1), "sightline: there is no verb 'dmeo'");
  });

  it('takes the JDK 25 that JAVA_HOME names', () => {
    const home = jdk('25.0.9');
    const answer = quick({ env: { JAVA_HOME: home } });
    assert.equal(answer.status, 0, answer.stderr);
    assert.equal(usedJdk(answer), home);
  });

  it('finds one by itself where JAVA_HOME and the PATH have an older one, or a newer', () => {
    // Where the machine has none in the usual places, this is one.
    const sdkman = mkdtempSync(join(folder, 'sdkman-'));
    mkdirSync(join(sdkman, 'candidates'));
    mkdirSync(join(sdkman, 'candidates/java'));
    symlinkSync(jdk('25.0.2'), join(sdkman, 'candidates/java/25.0.2-tem'));
    for (const version of ['17.0.12', '26.0.1', '21']) {
      const other = jdk(version);
      const answer = quick({ env: { JAVA_HOME: other, SDKMAN_DIR: sdkman }, path: `${join(other, 'bin')}:${tools}` });
      assert.equal(answer.status, 0, answer.stderr);
      assert.match(readFileSync(join(usedJdk(answer), 'release'), 'utf8'), /^JAVA_VERSION="25[."]/m);
    }
  });

  it('finds the one on the PATH, also behind a link', () => {
    const home = jdk('25');
    const links = mkdtempSync(join(folder, 'links-'));
    symlinkSync(join(home, 'bin/javac'), join(links, 'javac'));
    assert.equal(usedJdk(quick({ path: `${links}:${tools}` })), home);
  });

  it('says in one line what is missing, and how to get it', () => {
    for (const missing of ['mvn', 'npm']) {
      const saved = join(tools, `${missing}.away`);
      cpSync(join(tools, missing), saved);
      rmSync(join(tools, missing));
      const { status, lines } = quick();
      assert.equal(status, 1);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0], new RegExp(`^sightline: needs .*'${missing}'.*Get it: `));
      cpSync(saved, join(tools, missing));
    }
  });

  it('refuses a Node that is too old, with the version it met', () => {
    for (const version of ['v18.20.4', 'v20.18.3', 'v21.7.3', 'v22.11.0']) {
      tool('node', `echo ${version}`);
      const { status, lines } = quick();
      assert.equal(status, 1, version);
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.ok(lines[0].startsWith('sightline: needs Node ') && lines[0].includes(version), lines[0]);
      assert.equal(existsSync(join(root, 'web/node_modules')), false, 'nothing was fetched');
    }
  });

  it('takes a Node that the screens can be built with', () => {
    for (const version of ['v20.19.0', 'v22.12.0', 'v24.1.0', 'v23.0.0']) {
      tool('node', `echo ${version}`);
      assert.equal(quick().status, 0, version);
    }
  });

  it('works from any folder, and through a link to it', () => {
    const elsewhere = mkdtempSync(join(folder, 'else where-'));
    symlinkSync(join(root, 'sightline'), join(elsewhere, 'sightline'));
    for (const file of [join(root, 'sightline'), join(elsewhere, 'sightline')]) {
      const { status, stdout, stderr } = quick({ cwd: elsewhere, file });
      assert.equal(status, 0, stderr);
      assert.match(stdout + stderr, new RegExp(`npm in ${join(root, 'web')}: `));
      assert.match(stdout + stderr, new RegExp(`-f ${join(root, 'pom.xml')} `));
    }
  });
});
