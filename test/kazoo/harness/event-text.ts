/** The frame that blackhole sends for an event with these data, for a subscriber of `call.*.*`. */
export function eventText(data: object): string {
  return JSON.stringify({ action: 'event', subscribed_key: 'call.*.*', name: 'X', data });
}
