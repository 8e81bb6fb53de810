import { build, endWithParent } from './children.ts';

// `npm start -- --host koa --port 8080 --data DIR`: builds what has changed, then becomes the demo.
const release = endWithParent();
const code = await build('@mail-settings/demo...');
if (code !== 0) process.exit(code);
release();
// by a URL, since the demo's own tsconfig knows how to read it, not ours
await import(new URL('../apps/demo/src/main.ts', import.meta.url).href);
