/**
 * Lets Node run the site's own TypeScript, whose imports name no file ending, and no type for JSON:
 * `node --import ./tools/lib/extensions.mjs`.
 */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('.') && context.parentURL && !/\.[cm]?[jt]s(on)?$/.test(specifier)) {
      for (const ending of ['.ts', '/index.ts']) {
        const url = new URL(specifier + ending, context.parentURL);
        if (existsSync(fileURLToPath(url))) return next(url.href, context);
      }
    }
    if (specifier.endsWith('.json')) {
      const importAttributes = { type: 'json' };
      return { ...next(specifier, { ...context, importAttributes }), importAttributes };
    }
    return next(specifier, context);
  },
});
