import fc from 'fast-check';

const [firstSurrogate, surrogates, mostCodePoints] = [0xd800, 0x800, 0x10ffff];

/**
 * Any code point but half of a surrogate pair. As fast-check's own unit `binary`, which makes a map
 * of all of them for two seconds in each process.
 */
const codePoint = fc.nat({ max: mostCodePoints - surrogates }).map(
  (index) => String.fromCodePoint(index < firstSurrogate ? index : index + surrogates),
  (text) => indexOf(text),
);

/** Strings of any characters, and with JavaScript's own words among them, such as `__proto__`. */
export function anyString(minLength = 0): fc.Arbitrary<string> {
  return fc.string({ unit: codePoint, minLength });
}

function indexOf(text: unknown): number {
  const point = typeof text === 'string' ? text.codePointAt(0) : undefined;
  if (point === undefined || text !== String.fromCodePoint(point)) throw new RangeError('It is no character.');
  return point < firstSurrogate ? point : point - surrogates;
}
