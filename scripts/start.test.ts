import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { root } from './children.ts';

test('SIGTERM to npm start ends the whole tree', async () => {
  const data = await mkdtemp(join(tmpdir(), 'demo-data-'));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  const npm = spawn('npm', ['start', '--silent', '--', '--data', data], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void npm.kill('SIGKILL'));
  let output = '';
  npm.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await expect.poll(() => output, { timeout: 240_000 }).toContain('Ctrl-C');
  const [, portal = ''] = /^Portal +(\S+)/m.exec(output) ?? [];
  expect((await fetch(portal)).status).toBe(200);
  npm.kill('SIGTERM');
  const state = () =>
    fetch(portal).then(
      () => 'there',
      () => 'gone',
    );
  await expect.poll(state).toBe('gone');
}, 300_000);
