import type { Translate } from '../../i18n/translate';
import { saveAs } from './exports';

/** The buttons below a figure, besides Reset. */
export type Tool = 'link' | 'embed' | 'csv' | 'png' | 'present';

export async function useTool(
  tool: Tool,
  host: HTMLElement,
  link: string,
  translate: Translate,
): Promise<void> {
  if (tool === 'link') await copyLink(host, link, translate);
  else if (tool === 'embed') await copyEmbedCode(host, translate);
  else if (tool === 'present') await present(host, translate);
  else await saveAs(tool, host, link, translate);
}

async function copyEmbedCode(host: HTMLElement, translate: Translate): Promise<void> {
  const { embedCode, showCode } = await import('./embedCode');
  const code = embedCode(host);
  try {
    await navigator.clipboard.writeText(code);
    say(host, translate('figure.embedCopied'));
  } catch {
    showCode(code, translate);
  }
}

async function copyLink(host: HTMLElement, link: string, translate: Translate): Promise<void> {
  try {
    await navigator.clipboard.writeText(link);
    say(host, translate('figure.linkCopied'));
  } catch {
    // No clipboard (an insecure origin, a refused permission): the address itself is shown, to be copied by hand.
    say(host, link);
  }
}

/** The figure alone, on the whole screen, as large as it fits. Escape or the same button ends it. */
async function present(host: HTMLElement, translate: Translate): Promise<void> {
  if (document.fullscreenElement === host) return document.exitFullscreen();
  try {
    await host.requestFullscreen();
  } catch {
    return say(host, translate('figure.presentFailed'));
  }
  const enlarge = (): void => {
    host.style.removeProperty('--present-zoom');
    if (document.fullscreenElement === host)
      host.style.setProperty('--present-zoom', String(largestZoom(host)));
    else for (const type of ['resize', 'fullscreenchange']) removeEventListener(type, enlarge, true);
  };
  for (const type of ['resize', 'fullscreenchange']) addEventListener(type, enlarge, true);
  enlarge();
}

/** The screen's width in units of a figure that a lesson shows, less where it would be higher than the screen. */
function largestZoom(host: HTMLElement): number {
  const LESSON_WIDTH = 1100;
  for (let zoom = Math.max(1, innerWidth / LESSON_WIDTH); zoom > 1; zoom -= 0.05) {
    host.style.setProperty('--present-zoom', String(zoom));
    if (host.scrollHeight <= host.clientHeight + 1) return zoom;
  }
  return 1;
}

function say(host: HTMLElement, sentence: string): void {
  const told = host.querySelector('[data-told]');
  if (told) told.textContent = sentence;
}
