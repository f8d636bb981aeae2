import { useEffect, useState } from 'react';

const settledMs = 300;

/**
 * The text as it was last left alone for a moment. Each question is a stream of its own, of which
 * the gateway has few, and it notices only after a second or two that one was given up.
 */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settledMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
