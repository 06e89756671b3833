import { createHash } from 'node:crypto';

/** The fields of package.json that decide what `npm ci` puts on disk, and what may run while it does. */
const INSTALL_FIELDS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'overrides',
  'engines',
  'allowScripts',
];

/**
 * A fingerprint of everything an installation depends on. Scripts, version and description are left out, so that
 * editing them never costs a reader a new installation.
 *
 * @param {string} packageJson text of package.json
 * @param {string} lock text of package-lock.json
 * @param {{ platform: string, arch: string }} machine native packages differ between machines
 * @returns {string} 64 hexadecimal digits
 */
export function installStamp(packageJson, lock, machine) {
  const manifest = JSON.parse(packageJson);
  const fields = INSTALL_FIELDS.map((field) => [field, manifest[field] ?? null]);
  return createHash('sha256')
    .update(JSON.stringify([fields, lock, machine.platform, machine.arch]))
    .digest('hex');
}

/**
 * The packages whose install scripts may run: those that `allowScripts` sets to true.
 *
 * @param {string} packageJson text of package.json
 * @returns {string[]} package names
 */
export function allowedScripts(packageJson) {
  const allow = JSON.parse(packageJson).allowScripts ?? {};
  return Object.keys(allow).filter((name) => allow[name] === true);
}
