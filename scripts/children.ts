import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

const running = new Set<ChildProcess>();

/** Runs a script under this Node and answers its exit code; what it prints goes where ours goes, or nowhere. */
export async function runNode(
  args: readonly string[],
  folder = root,
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', output, output] });
  running.add(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** Builds the packages the filter names; prints only failures. Takes a moment when nothing has changed. */
export async function build(filter: string): Promise<number> {
  const quiet = ['--output-logs=errors-only', '--log-order=grouped', '--ui=stream'];
  return runNode(['node_modules/turbo/bin/turbo', 'run', 'build', `--filter=${filter}`, ...quiet]);
}

/** Ends this process and what `runNode` started when it is told to, or when its parent is gone. */
export function endWithParent(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      for (const child of running) child.kill('SIGTERM');
      process.exit(130);
    });
  }
  terminateWhenAlone();
}

/** Turns the end of the parent into a SIGTERM to this process. */
export function terminateWhenAlone(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
