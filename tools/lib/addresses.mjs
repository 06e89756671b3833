/** @import { NetworkInterfaceInfo } from 'node:os' */

/**
 * Where a server that listens on all interfaces is found from other machines, as IPv4: one address for each network that
 * this machine is in. Which of them the others share, nobody can tell from here, so each has its interface's name.
 *
 * @param {string} url how the server is found on this machine
 * @param {Record<string, NetworkInterfaceInfo[] | undefined>} interfaces as `os.networkInterfaces()` has them
 * @returns {{ name: string, url: string }[]}
 */
export function networkAddresses(url, interfaces) {
  return Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => {
        const there = new URL(url);
        there.hostname = address;
        return { name, url: there.href };
      }),
  );
}
