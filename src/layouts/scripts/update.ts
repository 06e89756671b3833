/** A figure or laboratory that trains. */
const AT_WORK =
  '[data-state="training"], [data-state="loading"], [data-run="training"], [data-run="loading"]';

/** A quiet bar: a new version is ready. It never reloads by itself, and goes when the reader puts it away. */
export function announce(registration: ServiceWorkerRegistration): void {
  const words = document.querySelector<HTMLTemplateElement>('template[data-update]');
  if (!words || document.querySelector('.update')) return;
  const bar = document.createElement('div');
  bar.className = 'update';
  bar.append(words.content.cloneNode(true));
  document.body.append(bar);
  const said = bar.querySelector('p');
  bar.querySelector('[data-later]')?.addEventListener('click', () => bar.remove());
  let warned = false;
  bar.querySelector('[data-reload]')?.addEventListener('click', async () => {
    // Whoever trains is told once what a reload would end.
    if (!warned && said && document.querySelector(AT_WORK)) {
      warned = true;
      said.textContent = words.dataset['training'] ?? '';
      return;
    }
    const taken = await takeOver(registration);
    if (!taken && said) said.textContent = words.dataset['others'] ?? '';
  });
  // A live region is read when its text changes, not when it comes.
  const text = said?.textContent ?? '';
  if (said) said.textContent = '';
  setTimeout(() => {
    if (said) said.textContent = text;
  }, 100);
}

/** Reloads with the new version, unless other windows of the course still run the old one: then false. */
function takeOver({ waiting }: ServiceWorkerRegistration): Promise<boolean> {
  return new Promise((done) => {
    // It has taken over already, at another window's word or after the last of the others was closed.
    if (!waiting) return location.reload();
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => done(data === true);
    waiting.postMessage('take-over', [port2]);
  });
}
