import type { Translate } from '../../i18n/translate';
import { csvOf } from './csv';
import { showMessage } from './message';

/** Saves the figure's table or its drawing as a file. A figure that has none of it saves nothing. */
export async function saveAs(
  form: 'csv' | 'png',
  host: HTMLElement,
  link: string,
  translate: Translate,
): Promise<void> {
  if (form === 'csv') {
    const table = host.querySelector<HTMLTableElement>('table[data-table]');
    if (table) saveTable(table, `${host.id}.csv`, link);
    return;
  }
  // A figure drawn in space has its picture in a canvas while it is shown.
  const canvas = host.querySelector('canvas');
  const drawing = [...host.querySelectorAll<SVGSVGElement>('svg[data-drawing]')].find(
    (svg) => svg.getClientRects().length > 0,
  );
  try {
    if (canvas) download(await canvasToPng(canvas), `${host.id}.png`);
    else if (drawing) download(await svgToPng(drawing, host), `${host.id}.png`);
  } catch {
    showMessage(host, translate('figure.pngFailed'));
  }
}

function saveTable(table: HTMLTableElement, name: string, link: string): void {
  const about = [
    ['unit', 'bytes, unless a count or a share'],
    ['link', link],
  ];
  const text = csvOf([...rowsOf(table), ...about]);
  // The mark tells spreadsheets that the file is UTF-8, without which Chinese headings break.
  download(new Blob(['\ufeff', text], { type: 'text/csv' }), name);
}

/** What is shown of the table: the plain number of `<data value>` in base units where a cell has one, else its words. */
function rowsOf(table: HTMLTableElement): string[][] {
  const shown = (element: Element): boolean => element.closest('[hidden]') === null;
  return [...table.rows].filter(shown).map((row) => [...row.cells].filter(shown).map(textOf));
}

function textOf(cell: HTMLTableCellElement): string {
  // A cell that opens its formula is exported by its summary alone.
  const words = cell.querySelector('summary') ?? cell;
  return cell.querySelector('data')?.value ?? words.textContent?.trim() ?? '';
}

const DRAWN_PROPERTIES = [
  'fill',
  'paint-order',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-size',
  'font-family',
  'font-weight',
  'text-anchor',
  'opacity',
];
const PIXEL_RATIO = 2;
/** Three lines of caption, in the drawing's pixels. */
const CAPTION_HEIGHT = 74;
const LINE_HEIGHT = 21;

/** The drawing as the reader sees it, in the present theme, at twice its size, with a caption below: the result in words. */
export async function svgToPng(
  svg: SVGSVGElement,
  host: HTMLElement,
  caption = host.querySelector('[data-result]')?.textContent ?? '',
): Promise<Blob> {
  const { backgroundColor, color } = getComputedStyle(host);
  const copy = styledCopy(svg);
  const hatches = document.querySelector('svg[data-hatches] defs');
  if (hatches) copy.prepend(styledCopy(hatches));
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * PIXEL_RATIO;
  canvas.height = (height + (caption === '' ? 0 : CAPTION_HEIGHT)) * PIXEL_RATIO;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle =
    backgroundColor === 'rgba(0, 0, 0, 0)'
      ? getComputedStyle(document.body).backgroundColor
      : backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, height * PIXEL_RATIO);
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  context.fillStyle = color;
  context.font = '15px system-ui, sans-serif';
  writeWrapped(context, caption, 4, height + 22, width - 8);
  return canvasToPng(canvas);
}

/** Breaks at spaces, and between Chinese characters, which have none. */
function writeWrapped(
  pen: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  width: number,
): void {
  let line = '';
  let row = 0;
  for (const word of text.match(/[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s?|\s/gu) ??
    []) {
    if (line !== '' && pen.measureText(line + word).width > width) {
      pen.fillText(line, x, y + row * LINE_HEIGHT);
      line = '';
      row += 1;
    }
    line += word;
  }
  pen.fillText(line, x, y + row * LINE_HEIGHT);
}

function canvasToPng(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no image'))), 'image/png');
  });
}

/** Style sheets do not travel with a serialized drawing: what they decide is written into each element. */
function styledCopy<T extends Element>(original: T): T {
  const copy = original.cloneNode(true) as T;
  const originals = original.querySelectorAll('*');
  copy.querySelectorAll<SVGElement>('*').forEach((element, index) => {
    const source = originals[index];
    if (!source) return;
    const style = getComputedStyle(source);
    for (const property of DRAWN_PROPERTIES)
      element.style.setProperty(property, style.getPropertyValue(property));
  });
  return copy;
}

export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
