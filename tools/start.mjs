/** `npm start`: installs what is missing, builds the site and serves it until Ctrl+C. */
import { resolve } from 'node:path';
import { runAsCommand } from './lib/command.mjs';
import { ROOT } from './lib/npm.mjs';
import { onStop } from './lib/stop.mjs';
import { serveOptions, serveSite } from './serve.mjs';
import { run, setup } from './setup.mjs';

const LOCAL = ['127.0.0.1', 'localhost', '::1'];

await runAsCommand(import.meta.url, async () => {
  // Read first, so that a mistyped option is told before a minute of building.
  const options = serveOptions();
  await setup();
  console.log('Building the site ...');
  if ((await run('build')) !== 0) throw new Error('The site could not be built: the messages above say why.');

  // The server needs nothing newer than the Node we are on, so no second process stands between Ctrl+C and it.
  const site = await serveSite({ ...options, root: resolve(ROOT, options.root) });
  const address = LOCAL.includes(options.host)
    ? site.url.replace(`//${options.host}:`, '//localhost:')
    : site.url;
  console.log(`\nLow Rank is served at ${address}\nCtrl+C stops it.`);
  if (!LOCAL.includes(options.host)) {
    console.log(
      'Over plain http from another machine, browsers switch off WebGPU, threads and offline use: the models still train, more slowly.',
    );
  }

  onStop(async () => {
    await site.close();
    process.exit(0);
  });
});
