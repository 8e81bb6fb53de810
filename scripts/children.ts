import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

const running = new Set<ChildProcess>();

/** Runs a script under this Node and answers its exit code; what it prints goes where ours goes, at once or if it failed. */
export async function runNode(
  args: readonly string[],
  folder = root,
  print: 'at once' | 'on failure' | 'never' = 'at once',
): Promise<number> {
  const output = { 'at once': 'inherit', 'on failure': 'pipe', never: 'ignore' } as const;
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', output[print], output[print]],
  });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => printed.push(chunk));
  running.add(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      running.delete(child);
      if (code !== 0) process.stderr.write(Buffer.concat(printed));
      resolve(code ?? 1);
    });
  });
}

/**
 * Builds everything, or what turbo's filter names. Says nothing when all is well, and takes a moment when nothing has
 * changed.
 */
export async function build(filter = '*'): Promise<number> {
  const turbo = ['node_modules/turbo/bin/turbo', 'run', 'build', `--filter=${filter}`, '--ui=stream'];
  return runNode([...turbo, '--output-logs=errors-only', '--log-order=grouped'], root, 'on failure');
}

/**
 * Ends this process and what `runNode` started when it is told to, or when its parent is gone.
 * What it answers takes back the first half: from then on the process handles its signals itself.
 */
export function endWithParent(): () => void {
  const end = () => {
    for (const child of running) child.kill('SIGTERM');
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, end);
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}
