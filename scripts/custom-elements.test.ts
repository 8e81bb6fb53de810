import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const elements = new URL('../packages/elements/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, elements), 'utf8');

type Named = { name: string; type?: { text: string }; description?: string };
type Declaration = Named & {
  tagName?: string;
  members: (Named & { kind: string })[];
  attributes: Named[];
  events: Named[];
  slots?: Named[];
  cssParts: Named[];
  cssProperties: Named[];
};
type Manifest = {
  modules: { path: string; declarations: Declaration[]; exports: { kind: string; name: string }[] }[];
};

const { modules }: Manifest = JSON.parse(read('custom-elements.json'));
const element = modules.flatMap(({ declarations }) => declarations).find(({ tagName }) => tagName);
const names = (all: Named[] = []): string[] => all.map(({ name }) => name).sort();
const unique = (all: string[]): string[] => [...new Set(all)].sort();

/** First cells of the table below a heading of the README, without the quotes. */
function documented(heading: string): string[] {
  const [, section = ''] = read('README.md').split(`## ${heading}\n`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name);
}

test('the manifest is published, and names the tag with the module that registers it', () => {
  const { customElements, files, exports } = JSON.parse(read('package.json'));
  expect(files).toContain(customElements);
  expect(exports[`./${customElements}`]).toBe(`./${customElements}`);
  expect(element?.tagName).toBe('mail-settings');
  const registering = modules.find((one) =>
    one.exports.some(({ kind }) => kind === 'custom-element-definition'),
  );
  expect(registering).toMatchObject({ path: 'dist/define.js', exports: [{ name: 'mail-settings' }] });
  for (const { path } of modules) expect(read(path)).not.toBe('');
});

test('the manifest has every property, method and attribute that is documented, and nothing else', () => {
  const rows = documented('Properties and attributes').map((name) => name.replace('()', ''));
  const attributes = names(element?.attributes);
  expect(unique([...names(element?.members), ...attributes])).toEqual(rows.sort());
  expect(attributes).toEqual(['lang', 'tab', 'theme']);
});

test('the manifest has every documented event with its class', () => {
  const events = element?.events ?? [];
  expect(names(events)).toEqual(documented('Events').sort());
  const classes = names(modules.find(({ path }) => path === 'dist/events.js')?.declarations);
  for (const { name, type } of events) expect(classes, name).toContain(type?.text);
});

test('the manifest has every custom property, part and slot that the sources have', () => {
  const sources = globSync('src/**/*.ts', { cwd: elements, exclude: ['**/*.test.ts'] })
    .map(read)
    .join('\n');
  const found = (pattern: RegExp) => unique([...sources.matchAll(pattern)].map(([, name = '']) => name));
  const properties = found(/var\((--mail-[a-z-]+)/g);
  const [, look = ''] = read('README.md').split('## Look\n');
  expect(properties.length).toBeGreaterThan(30);
  expect(names(element?.cssProperties)).toEqual(properties);
  for (const [, name = ''] of look.matchAll(/`(--mail-[a-z-]+)`/g)) expect(properties).toContain(name);
  expect(names(element?.cssParts)).toEqual(found(/[ (]part="([a-z-]+)"/g));
  expect(names(element?.slots)).toEqual(found(/<slot name="([a-z-]+)"/g));
  for (const { name, description } of element?.cssProperties ?? []) expect(description, name).toBeTruthy();
});
