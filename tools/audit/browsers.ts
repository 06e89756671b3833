/** The built scripts against what current Firefox and Safari offer: the CSS is looked at by `tests/site/otherBrowsers.test.ts`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import compat from 'eslint-plugin-compat';
import type { Audit } from '../lib/audit.ts';
import { ROOT } from '../lib/npm.mjs';

/** The releases that are looked after now. */
const BROWSERS = [
  'firefox esr',
  'last 2 firefox versions',
  'last 2 safari major versions',
  'last 2 ios_saf major versions',
];

/** The newest syntax that all of them parse. */
const SYNTAX = 2025;

/** Where a script may use what some of them lack: the words of the built file that ask for it first, or why it is never used. */
const GUARDS: readonly { api: string; file: RegExp; guard: string }[] = [
  // CodeMirror: parses in idle time where there is any, and lets input through where it can be asked for.
  { api: 'requestIdleCallback', file: /codeEditorSetup/, guard: 'typeof requestIdleCallback' },
  { api: 'navigator.scheduling', file: /codeEditorSetup/, guard: 'navigator.scheduling?.isInputPending' },
  // three.js: for headsets, in a session that nothing here starts.
  { api: 'XRWebGLBinding', file: /viewpoint/, guard: 'XRWebGLBinding' },
  // Pagefind's own dialog, which no page loads.
  { api: 'navigator.userAgentData', file: /pagefind-component-ui/, guard: 'userAgentData' },
];

const audit: Audit = {
  title: `scripts for ${BROWSERS.join(', ')}`,
  async run() {
    const eslint = new ESLint({
      cwd: ROOT,
      overrideConfigFile: true,
      ignore: false,
      overrideConfig: {
        files: ['**/*.js'],
        plugins: { compat } as never,
        languageOptions: { ecmaVersion: SYNTAX, sourceType: 'module' },
        linterOptions: { noInlineConfig: true },
        settings: { browsers: BROWSERS, lintAllEsApis: true },
        rules: { 'compat/compat': 'error' },
      },
    });
    const results = await eslint.lintFiles(['dist/**/*.js']);
    const report: Record<string, string> = {};
    const failures: string[] = [];
    for (const { filePath, messages } of results) {
      const source = messages.length > 0 ? readFileSync(join(filePath), 'utf8') : '';
      const file = filePath.slice(ROOT.length + 1);
      for (const { message, line, column } of messages) {
        const guard = GUARDS.find((each) => each.file.test(file) && message.startsWith(each.api));
        if (guard && source.includes(guard.guard)) report[`${file}: ${message}`] = guard.guard;
        else failures.push(`${file}:${line}:${column} ${message}`);
      }
    }
    if (results.length < 50) failures.push(`only ${results.length} scripts were found: is the site built?`);
    for (const { api } of GUARDS)
      if (!Object.keys(report).some((key) => key.includes(`: ${api}`)))
        failures.push(`${api} is used no more: strike it off the list`);
    console.log(`  ${results.length} scripts, ${Object.keys(report).length} uses behind a guard`);
    return { failures, report };
  },
};

export default audit;
