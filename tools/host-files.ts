/** `npm run host-files`: what a host needs to send the site's headers, out of `tools/headers.mjs`. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { headersFile } from './hosting/headersFile';
import { nginxConfiguration } from './hosting/nginx';
import { headerRules } from './hosting/rules';
import { runAsCommand } from './lib/command.mjs';

await runAsCommand(import.meta.url, async () => {
  const { values } = parseArgs({
    options: {
      for: { type: 'string', default: 'nginx' },
      out: { type: 'string' },
      root: { type: 'string', default: '/srv/low-rank' },
      listen: { type: 'string', default: '80' },
      name: { type: 'string', default: '_' },
    },
  });
  const text = fileFor(values.for, values);
  if (values.out === undefined) process.stdout.write(text);
  else {
    writeFileSync(values.out, text);
    console.log(values.out);
  }
});

function fileFor(host: string, options: Parameters<typeof nginxConfiguration>[1]): string {
  if (host === 'nginx') return nginxConfiguration(headerRules(), options);
  if (host === 'netlify' || host === 'cloudflare') return headersFile(host, headerRules());
  throw new Error(`There is no file for "${host}": give --for nginx, netlify or cloudflare.`);
}
