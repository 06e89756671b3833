import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { contentType, securityHeaders } from '../headers.mjs';
import { listenOnFreePort } from '../lib/listen.mjs';

/** The folder whose pages may not use threads. */
export const PLAIN = 'plain';

/**
 * The site's headers, except that TensorFlow.js may load its threads' script from a blob, and that pages under `plain/`
 * are not cross-origin isolated.
 */
function headersFor(path: string): Record<string, string> {
  const all: Record<string, string> = { ...securityHeaders(path), 'Content-Type': contentType(path) };
  const policy = all['Content-Security-Policy'] ?? '';
  all['Content-Security-Policy'] = policy.replace("script-src 'self'", "script-src 'self' blob:");
  if (path.startsWith(`/${PLAIN}/`)) {
    delete all['Cross-Origin-Opener-Policy'];
    delete all['Cross-Origin-Embedder-Policy'];
  }
  return all;
}

export async function serveBench(root: string): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(async (request, response) => {
    const asked = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const path = asked.endsWith('/') ? `${asked}index.html` : asked;
    const body = await readFile(join(root, path)).catch(() => undefined);
    response.writeHead(body ? 200 : 404, headersFor(path)).end(body);
  });
  const port = await listenOnFreePort(server, 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
