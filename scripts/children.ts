import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

const running = new Set<ChildProcess>();

/** What becomes of a child's output: shown as it comes, whole at its end, at its end if it failed, or never. */
type Print = 'at once' | 'at its end' | 'on failure' | 'never';

/** How a child ended, and the CPU seconds it took with all that it started; undefined where the system does not tell. */
interface Ended {
  code: number;
  cpuSeconds: number | undefined;
}

/** Runs a script under this Node; what it prints goes where ours goes. */
export async function runNode(
  args: readonly string[],
  folder = root,
  print: Print = 'at once',
): Promise<Ended> {
  const output = print === 'at once' ? 'inherit' : print === 'never' ? 'ignore' : 'pipe';
  const child = spawn(process.execPath, args, {
    cwd: folder,
    stdio: ['ignore', output, output],
    // Tests start many processes over the same sources: compiled once, they take a third less.
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled'), ...process.env },
  });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => printed.push(chunk));
  running.add(child);
  return new Promise((resolve, reject) => {
    let cpuSeconds: number | undefined;
    child.once('error', reject);
    child.once('exit', () => {
      // children are reaped one by one: what has come since the last one is this one's
      const all = reapedCpuSeconds();
      cpuSeconds = all === undefined ? undefined : all - counted;
      counted = all ?? 0;
    });
    child.once('close', (code) => {
      running.delete(child);
      if (code !== 0 || print === 'at its end') process.stdout.write(Buffer.concat(printed));
      resolve({ code: code ?? 1, cpuSeconds });
    });
  });
}

/** CPU seconds already told of by `runNode`. */
let counted = 0;

/** CPU seconds of all children that have ended, and of theirs. */
function reapedCpuSeconds(): number | undefined {
  try {
    // proc(5): fields 16 and 17, in ticks of a hundredth; the second field may hold blanks and ends in a bracket
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return undefined;
  }
}

/**
 * Builds everything, or what turbo's filter names. Says nothing when all is well, and takes a moment when nothing has
 * changed.
 */
export async function build(filter = '*'): Promise<number> {
  const turbo = ['node_modules/turbo/bin/turbo', 'run', 'build', `--filter=${filter}`, '--ui=stream'];
  const { code } = await runNode(
    [...turbo, '--output-logs=errors-only', '--log-order=grouped'],
    root,
    'on failure',
  );
  return code;
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
