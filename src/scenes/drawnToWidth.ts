/** Tells each new width that the reader's screen gives `svg`, not while it is hidden; the returned function ends that. */
export function followWidth(svg: SVGSVGElement, width: number, changed: (width: number) => void): () => void {
  let known = width;
  const observer = new ResizeObserver(([entry]) => {
    const measured = Math.round(entry?.contentRect.width ?? 0);
    if (measured === 0 || measured === known) return;
    known = measured;
    changed(measured);
  });
  observer.observe(svg);
  return () => observer.disconnect();
}

/** The width at which to draw before the screen has told one: the build's, where `svg` is hidden. */
export const firstWidth = (svg: SVGSVGElement): number => svg.clientWidth || svg.viewBox.baseVal.width;

export interface DrawnToWidth<Model> {
  update(model: Model): void;
  dispose(): void;
}

/** Keeps the drawing that the build put into `svg` up to date, at the width that the reader's screen gives it. */
export function drawnToWidth<Model>(
  svg: SVGSVGElement,
  draw: (model: Model, width: number) => void,
): DrawnToWidth<Model> {
  let current: { readonly model: Model } | null = null;
  let width = firstWidth(svg);
  const redraw = (): void => {
    if (current) draw(current.model, width);
  };
  const dispose = followWidth(svg, width, (measured) => {
    width = measured;
    redraw();
  });
  return {
    update(model) {
      current = { model };
      redraw();
    },
    dispose,
  };
}
