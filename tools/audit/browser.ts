/** The browser tests on every page, slide and state in both languages, of which `npm test` takes a share in turn. */
import type { Audit } from '../lib/audit.ts';
import { run } from '../lib/npm.mjs';

const audit: Audit = {
  title: 'browser tests, all pages in both languages',
  async run() {
    const code = await run('test:browser', [], { env: { LOW_RANK_THOROUGH: '1' } });
    return { failures: code === 0 ? [] : ['some tests failed: see above'], report: { code } };
  },
};

export default audit;
