/** The title in a figure's HTML, which each figure knows alone: it may follow from its state. */
export const figureTitle = (html: string): string | undefined =>
  /class="figure-title"[^>]*>([^<]+)</.exec(html)?.[1]?.trim();
