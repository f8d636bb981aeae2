import { isIP } from 'node:net';

const longestPrefix = new Map([
  [4, 32],
  [6, 128],
]);

/** An IP address, or a network such as `10.0.0.0/8`. @throws TypeError when the text is neither. */
export function readNetwork(text: string): { readonly address: string; readonly prefix: number } {
  const [address = '', prefixText] = text.split('/', 2);
  const longest = longestPrefix.get(isIP(address)) ?? Number.NaN;
  const prefix = prefixText === undefined ? longest : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  if (prefix <= longest) return { address, prefix };
  throw new TypeError(`${JSON.stringify(text)} is no IP address or network.`);
}
