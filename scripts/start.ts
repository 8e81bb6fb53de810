import { build, endWithParent } from './children.ts';

// `npm start -- --host koa --port 8080 --data DIR`: builds what has changed, then becomes the demo.
const release = endWithParent();
const code = await build('@mail-settings/demo...');
if (code !== 0) process.exit(code);
release();
await import('../apps/demo/src/main.ts');
