import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
import { markdownProcessor } from './config/markdown';
import { relativeUrls } from './config/relativeUrls';
import { searchIndex } from './config/searchIndex';

export default defineConfig({
  trailingSlash: 'always',
  // No inline style sheets and no inlined scripts: the content security policy allows neither.
  build: { format: 'directory', inlineStylesheets: 'never' },
  markdown: { processor: markdownProcessor, syntaxHighlight: false },
  integrations: [mdx(), relativeUrls(), searchIndex()],
  devToolbar: { enabled: false },
  vite: {
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
    experimental: {
      renderBuiltUrl: (_file, { hostType }) => (hostType === 'html' ? undefined : { relative: true }),
    },
  },
});
