import { type DrawnToWidth, drawnToWidth } from './drawnToWidth';

/** A drawing as plain data: the build writes it into the page, and the browser writes it again for each state. */
export interface Shape {
  readonly tag: 'rect' | 'path' | 'text' | 'line' | 'circle';
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly text?: string;
}

export interface Sketch {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

/** Makes the drawing of a state at a width in pixels. Its height must not depend on the width, or the page would jump. */
export type Draw = (width: number) => Sketch;

const SVG = 'http://www.w3.org/2000/svg';

export const createSketch = (svg: SVGSVGElement): DrawnToWidth<Draw> =>
  drawnToWidth(svg, (draw, width) => write(svg, draw(width)));

function write(svg: SVGSVGElement, { width, height, shapes }: Sketch): void {
  set(svg, 'viewBox', `0 0 ${width} ${height}`);
  set(svg, 'height', String(height));
  shapes.forEach((shape, index) => {
    let element = svg.children[index];
    if (element?.localName !== shape.tag) {
      const fresh = svg.ownerDocument.createElementNS(SVG, shape.tag);
      if (element) element.replaceWith(fresh);
      else svg.append(fresh);
      element = fresh;
    }
    for (const { name } of [...element.attributes]) {
      if (!Object.hasOwn(shape.attributes, name)) element.removeAttribute(name);
    }
    for (const [name, value] of Object.entries(shape.attributes)) set(element, name, String(value));
    const text = shape.text ?? '';
    if (element.textContent !== text) element.textContent = text;
  });
  while (svg.children.length > shapes.length) svg.lastElementChild?.remove();
}

function set(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Pixels to a tenth: more would only make the page longer. */
export const tenth = (pixels: number): number => Math.round(pixels * 10) / 10;
