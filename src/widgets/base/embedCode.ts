import type { Translate } from '../../i18n/translate';
import type { LiveFigure } from './widget';

/** What the foot of an embedded figure needs, in CSS pixels. */
const FOOT = 80;

/** The frame that shows a figure, as it stands now, in a page of another site. Its height is the figure's present one. */
export function embedCode(host: HTMLElement): string {
  const title = host.querySelector('.figure-title')?.textContent?.trim() ?? '';
  const attributes = {
    src: addressOf(host as LiveFigure),
    title: `${title} · Low Rank`,
    width: '100%',
    height: String(Math.ceil(host.getBoundingClientRect().height) + FOOT),
    loading: 'lazy',
    allow: 'fullscreen',
    style: 'border:0',
  };
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(value)}"`);
  return `<iframe${written.join('')}></iframe>`;
}

/** `…/en/embed/zero-stages/?from=practice&v=1&gpus=16`: the query is relative to what the figure starts from on this page. */
function addressOf(host: LiveFigure): string {
  const name = host.localName.slice('lr-'.length);
  const page = location.pathname.split('/').filter((part) => part !== '' && part !== 'index.html');
  const named = host.id === name ? '' : `&figure=${host.id}`;
  const path = `${document.documentElement.dataset['root'] ?? './'}${host.dataset['language']}/embed/${name}/`;
  return new URL(`${path}?from=${page.at(-1)}${named}&${host.query()}`, location.href).href;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

/** Shows a text to be copied by hand, selected. */
export function showCode(code: string, translate: Translate): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'embed-code';
  const label = document.createElement('label');
  const field = document.createElement('textarea');
  label.append(translate('figure.embedByHand'), field);
  field.readOnly = true;
  field.rows = 6;
  field.spellcheck = false;
  field.value = code;
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = translate('figure.close');
  close.addEventListener('click', () => dialog.close());
  dialog.append(label, close);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  field.focus();
  field.select();
}
