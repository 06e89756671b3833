/** @import { Server } from 'node:http' */

const FIRST_PORT = 4321;
const PORTS_TRIED = 20;

/** @param {Server} server @param {number} port @param {string} host @returns {Promise<number>} the port it listens on */
function listen(server, port, host) {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      const address = server.address();
      done(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/**
 * Listens on the port that was asked for, or else on the first free one from 4321.
 *
 * @param {Server} server
 * @param {number | undefined} asked 0 lets the system choose
 * @param {string} host
 * @returns {Promise<number>} the port it listens on
 * @throws {Error} one sentence that says which port cannot be had
 */
export async function listenOnFreePort(server, asked, host) {
  for (let port = asked ?? FIRST_PORT; ; port++) {
    try {
      return await listen(server, port, host);
    } catch (error) {
      const code = /** @type {NodeJS.ErrnoException} */ (error).code;
      if (code !== 'EADDRINUSE') throw new Error(`The server cannot listen on ${host}:${port} (${code}).`);
      if (asked !== undefined)
        throw new Error(`Port ${port} is in use: stop what uses it, or give another with --port.`);
      if (port >= FIRST_PORT + PORTS_TRIED)
        throw new Error(`Ports ${FIRST_PORT} to ${port} are all in use: give one with --port.`);
      console.log(`Port ${port} is in use; trying ${port + 1}.`);
    }
  }
}
