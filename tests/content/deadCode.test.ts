import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('no file, no export and no package is without use', { timeout: 120_000 }, async () => {
  const knip = resolve('node_modules/knip/bin/knip.js');
  const told = await promisify(execFile)(process.execPath, [knip, '--no-progress', '--no-config-hints']).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => `${stdout}${stderr}`,
  );
  expect(told.trim()).toBe('');
});
