/**
 * `cem analyze` writes `custom-elements.json`: what an editor or a catalogue may know of `<mail-settings>`. Elements
 * inside the page are its own affair and are left out, as are private members.
 */
export default {
  globs: ['src/mail-settings/mail-settings.ts', 'src/events.ts', 'src/define.ts'],
  litelement: true,
  plugins: [
    { name: 'published', packageLinkPhase: ({ customElementsManifest }) => publish(customElementsManifest) },
  ],
};

function publish(manifest) {
  const tag = 'mail-settings';
  for (const module of manifest.modules) {
    module.path = built(module.path);
    for (const declaration of module.declarations) {
      declaration.members = declaration.members?.filter(isPublic);
      if (declaration.tagName !== tag) continue;
      const names = new Set(declaration.members.map(({ name }) => name));
      declaration.attributes = declaration.attributes.filter(
        ({ fieldName }) => !fieldName || names.has(fieldName),
      );
      declaration.events = declaration.events.filter(({ name }) => name.startsWith('mail-')); // not guesses from `dispatchEvent`
    }
    for (const one of module.exports) {
      if (one.declaration?.module) one.declaration.module = built(one.declaration.module);
    }
    if (module.path === 'dist/define.js') {
      const declaration = { name: 'MailSettings', module: 'dist/mail-settings/mail-settings.js' };
      module.exports.push({ kind: 'custom-element-definition', name: tag, declaration });
    }
  }
}

function isPublic({ name, privacy, inheritedFrom }) {
  return !name.startsWith('#') && (privacy ?? 'public') === 'public' && inheritedFrom === undefined;
}

function built(path) {
  return path.replace(/^\/?src\/(.*)\.ts$/, 'dist/$1.js');
}
