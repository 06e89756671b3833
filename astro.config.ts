import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
import { hostFiles } from './config/hostFiles';
import { leanFonts } from './config/leanFonts';
import { markdownProcessor } from './config/markdown';
import { offlineWorker } from './config/offlineWorker';
import { plainImports } from './config/plainImports';
import { relativeUrls } from './config/relativeUrls';
import { scalesOfNumbers } from './config/scalesOfNumbers';
import { searchIndex } from './config/searchIndex';
import { thirdParty } from './config/thirdParty';

const SHARED_THEORY =
  /src\/theory\/((architecture|checks|parameters|memory|zero|activations|fit)\.ts|methods\/(index|adapter|dora|ia3|bitfit|prefix|prompt)\.ts|detailed\/(setup|implementations?|quantization)\.ts)/;

export default defineConfig({
  trailingSlash: 'always',
  // No inline style sheets and no inlined scripts: the content security policy allows neither.
  build: { format: 'directory', inlineStylesheets: 'never' },
  markdown: { processor: markdownProcessor, syntaxHighlight: false },
  // The list of what works offline is made last: of the files as they are served.
  integrations: [mdx(), relativeUrls(), searchIndex(), thirdParty(), hostFiles(), offlineWorker()],
  devToolbar: { enabled: false },
  vite: {
    // Lists of all that each figure's code imports would be larger than a figure, on every page. Astro sets the option itself.
    plugins: [
      { name: 'no-preload-lists', config: () => ({ build: { modulePreload: false } }) },
      plainImports(),
      leanFonts(),
      scalesOfNumbers(),
    ],
    build: {
      // three.js is one chunk, fetched only by who asks for the view in space.
      chunkSizeWarningLimit: 800,
      assetsInlineLimit: 0,
      rolldownOptions: {
        // Astro's own mark on MDX modules, about which the bundler warns once a lesson.
        onwarn: (warning, warn) => {
          if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
        },
      },
    },
    environments: {
      client: {
        build: {
          rolldownOptions: {
            // What nearly every figure computes with, as one chunk: in eight it would be half as large again. Every page's
            // words need the units, and no more of it before a figure comes near.
            output: {
              codeSplitting: {
                groups: [
                  { name: 'units', test: /src\/theory\/units\.ts/, priority: 1 },
                  { name: 'theory', test: SHARED_THEORY },
                ],
              },
            },
          },
        },
      },
    },
    experimental: {
      renderBuiltUrl: (_file, { hostType }) => (hostType === 'html' ? undefined : { relative: true }),
    },
  },
});
