import { startDemo } from './demo.ts';
import { type Options, readOptions, Unusable, usage } from './options.ts';

try {
  const options = readOptions(process.argv.slice(2));
  if (options === null) console.log(usage);
  else await run(options);
} catch (error) {
  if (!(error instanceof Unusable)) throw error;
  console.error(error.message);
  process.exit(1);
}

async function run(options: Options): Promise<void> {
  const parent = process.ppid;
  const demo = await startDemo(options);
  let isEnding = false;
  const end = () => {
    if (isEnding) process.exit(1);
    isEnding = true;
    // Whatever is still under way has a second; nothing that was acknowledged depends on it.
    setTimeout(() => process.exit(0), 1000);
    demo.close().then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  // Without its parent nobody could end the demo any more.
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, 500).unref();
  console.log(`
Portal        ${demo.portal}/email    on ${options.host}, data in ${options.data}
Fault board   ${demo.board}/    with the values to paste into the settings
Support view  ${demo.support}
Service       ${demo.service}    in a browser: ${demo.serviceInBrowser}

Ctrl-C ends everything.`);
}
