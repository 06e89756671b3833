import type { APIRoute } from 'astro';
import { LANGUAGE_TAGS, languageOf } from '../../i18n/languages';
import { interfaceOf } from '../../i18n/messages';
import { languagePaths } from '../../lesson/lessons';

/** What a system needs to install the course. Addresses are relative to this file: the site runs in any folder. */
export const getStaticPaths = languagePaths;

export const GET: APIRoute = ({ params }) => {
  const language = languageOf(params['language']);
  const t = interfaceOf(language);
  const png = (size: number, purpose: string) => ({
    src: `../icons/${purpose}-${size}.png`,
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  });
  const manifest = {
    lang: LANGUAGE_TAGS[language],
    name: t('home.title'),
    short_name: t('site.name'),
    description: t('home.description'),
    start_url: './',
    // The other language and the search index lie beside this folder.
    scope: '../',
    display: 'standalone',
    background_color: '#fdfcf9',
    theme_color: '#14181f',
    icons: [
      { src: '../icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
      png(192, 'any'),
      png(512, 'any'),
      png(512, 'maskable'),
    ],
  };
  return new Response(`${JSON.stringify(manifest, null, 2)}\n`);
};
